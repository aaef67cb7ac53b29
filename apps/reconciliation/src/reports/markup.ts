/** A piece of a page, in which everything is escaped that has to be. */
export class Markup {
  constructor(readonly text: string) {}
}

type Piece = Markup | string | number | bigint | readonly Markup[];

/** A template of HTML: texts that are put into it are escaped, since a row that was tampered with may hold markup. */
export function markup(literals: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const texts = pieces.map(textOf);
  return new Markup(literals.map((literal, at) => unindented(literal) + (texts[at] ?? '')).join(''));
}

/** How a template is laid out in its source is not for the page, of which it would be a third. */
const unindented = (literal: string): string => literal.replace(/\n\s*/g, '\n');

export const NOTHING = new Markup('');

function textOf(piece: Piece): string {
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === 'object') return piece.map(({ text }) => text).join('');
  return escaped(String(piece));
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
};

/** Controls are shown as such, those among them that turn the direction of the text and would make a row look like another. */
const escaped = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!);
