import type { RefusalCode } from '@pacioli/contracts/problem';
import { Problem } from '@pacioli/service/http/problem';

/** What the ledger refused, and why; the pointer names the part of the request that it is about, where that is known. */
interface Refused {
  readonly code: RefusalCode;
  readonly detail: string;
  readonly pointer: string | null;
}

/** The problem that a refusal of the ledger is answered with: of an operation, or of a dry run as of a decision. */
export function refusalOf(
  { code, detail, pointer }: Refused,
  by: { readonly operation: string } | { readonly as_of: string },
): Problem {
  const errors = pointer === null ? {} : { errors: [{ pointer, detail }] };
  return new Problem(code, detail, { ...by, ...errors });
}
