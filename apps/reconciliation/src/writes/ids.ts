import { randomUUID } from 'node:crypto';

/** A new id of a kind: `brk_` and 32 hexadecimal digits. */
export const newId = (kind: 'src' | 'stm' | 'sln' | 'mat' | 'brk'): string =>
  `${kind}_${randomUUID().replaceAll('-', '')}`;
