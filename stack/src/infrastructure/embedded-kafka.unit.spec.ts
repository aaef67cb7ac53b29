import { javaVersion } from './embedded-kafka';

describe('the version of Java', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment', 17],
    ['java version "1.8.0_392"', 8],
    ['openjdk version "21" 2023-09-19', 21],
    ['Picked up JAVA_TOOL_OPTIONS: -Xss4m\nopenjdk version "25.0.1" 2025-10-21', 25],
    ['no such thing', null],
  ])('in %j is %p', (output, version) => {
    expect(javaVersion(output)).toBe(version);
  });
});
