import { requestIdOf, traceparentOf } from './correlation';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

describe('traceparentOf', () => {
  it.each([
    `00-${TRACE}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-00`,
    `cc-${TRACE}-${PARENT}-01`,
    `cc-${TRACE}-${PARENT}-01-what-the-future-brings`,
  ])('honours %s', (traceparent) => {
    expect(traceparentOf({ headers: { traceparent } })).toBe(traceparent);
  });

  it.each([
    ['', 'nothing'],
    [`00-${TRACE}-${PARENT}`, 'no flags'],
    [`00-${TRACE}-${PARENT}-01-more`, 'more parts than version 00 has'],
    [`ff-${TRACE}-${PARENT}-01`, 'the version that is none'],
    [`00-${'0'.repeat(32)}-${PARENT}-01`, 'no trace'],
    [`00-${TRACE}-${'0'.repeat(16)}-01`, 'no parent'],
    [`00-${TRACE.toUpperCase()}-${PARENT}-01`, 'upper case'],
    [`cc-${TRACE}-${PARENT}-01-${'x'.repeat(200)}`, 'more than an event may hold'],
  ])('makes a new one in the place of %j: %s', (traceparent) => {
    const made = traceparentOf({ headers: { traceparent } });
    expect(made).not.toBe(traceparent);
    expect(made).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it('makes a different one for each request', () => {
    expect(traceparentOf({ headers: {} })).not.toBe(traceparentOf({ headers: {} }));
  });
});

describe('requestIdOf', () => {
  const given = (text: string) => requestIdOf({ headers: { 'x-request-id': text } });

  it.each(['a', 'order 981/attempt-2', 'x'.repeat(200)])('keeps %j', (text) => {
    expect(given(text)).toBe(text);
  });

  it.each(['', ' ', 'x'.repeat(201), 'é', 'a\tb'])('makes a new one in the place of %j', (text) => {
    expect(given(text)).toMatch(/^[0-9a-f-]{36}$/);
  });
});
