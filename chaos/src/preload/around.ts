// eslint-disable-next-line @typescript-eslint/no-explicit-any -- Methods of every kind are wrapped.
type Method = (this: any, ...parameters: any[]) => any;

/** Puts other code in the place of a method, which gets the method itself. Throws when there is none of that name any more. */
export function around(prototype: object, name: string, wrap: (original: Method) => Method): void {
  const methods = prototype as Record<string, Method>;
  const original = methods[name];
  if (typeof original !== 'function')
    throw new Error(`There is no method ${name} to put a crash point around`);
  methods[name] = wrap(original);
}

/** Code that runs before a method, and code that runs once it has succeeded. */
export function beside(
  prototype: object,
  name: string,
  before: (...parameters: never[]) => void,
  after: (result: unknown, ...parameters: never[]) => void = () => undefined,
): void {
  around(
    prototype,
    name,
    (original) =>
      async function (this: unknown, ...parameters) {
        before(...(parameters as never[]));
        const result: unknown = await original.apply(this, parameters);
        after(result, ...(parameters as never[]));
        return result;
      },
  );
}
