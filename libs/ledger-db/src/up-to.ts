/** Whether a row was there at a mark, as SQL; null marks nothing, and all rows were. */
export const upTo = (sequence: string, mark: string): string => `(${mark} is null or ${sequence} <= ${mark})`;
