/** Paints text; without colours it stays as it is. */
type Paint = (text: string) => string;

export interface Colours {
  readonly good: Paint;
  readonly bad: Paint;
  readonly dim: Paint;
  readonly strong: Paint;
}

const sgr =
  (code: number): Paint =>
  (text) =>
    `\u001b[${code}m${text}\u001b[0m`;

export const COLOURS: Colours = { good: sgr(32), bad: sgr(31), dim: sgr(2), strong: sgr(1) };
export const NO_COLOURS: Colours = { good: String, bad: String, dim: String, strong: String };
