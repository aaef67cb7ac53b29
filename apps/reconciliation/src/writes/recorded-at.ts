/** When a row of a table was recorded, as it is answered, as SQL. */
export const recordedAt = (table: string): string =>
  `to_char(${table}.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as recorded_at`;
