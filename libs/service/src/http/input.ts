import { checkerOf } from '@pacioli/contracts/schema';
import { invalidRequest } from './problem';

/** Returns what it is given, once it is known to be right; throws the problem `invalid_request` that names each bad field. */
type Input<T> = (raw: unknown) => T;

function input<T extends object>(type: new () => T, nameOf: (pointer: string) => string): Input<T> {
  const check = checkerOf(type);
  return (raw) => {
    const errors = check(raw);
    if (errors.length === 0) return raw as T;
    throw invalidRequest(errors.map(({ pointer, detail }) => ({ pointer: nameOf(pointer), detail })));
  };
}

/** The body of a request, as sent: its fields are named by JSON pointers. */
export const bodyOf = <T extends object>(type: new () => T) => input(type, (pointer) => pointer);

/** The parameters in the path of a request, named as in `{book}`. */
export const pathParametersOf = <T extends object>(type: new () => T) =>
  input(type, (pointer) => `{${pointer.slice(1)}}`);

/** The query of a request, its parameters named as in `?limit`. One that is unknown, or comes twice, is refused. */
export const queryOf = <T extends object>(type: new () => T) =>
  input(type, (pointer) => `?${pointer.slice(1)}`);

/** For routes that have no query. */
export function refuseQuery(raw: unknown): void {
  const errors = Object.keys(raw as object).map((name) => ({
    pointer: `?${name}`,
    detail: 'is not a parameter of this request',
  }));
  if (errors.length > 0) throw invalidRequest(errors.slice(0, 20));
}
