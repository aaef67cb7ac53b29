import { XMLParser } from 'fast-xml-parser';
import { FileRefusal } from './file-refusal';
import { quotation } from './quotation';

export const MOST_LEVELS = 64;

const ENTRY = 'Ntry';
/** Document, message and statement. */
const LEVELS_ABOVE_ENTRIES = 3;

/** As the parser makes them: of an element its name with its children, of text `#text`; and attributes besides. */
interface ParsedNode {
  readonly ':@'?: Readonly<Record<string, string>>;
  readonly [name: string]: unknown;
}

/** An element of XML. Elements are called by their names without prefix. */
export class XmlElement {
  /** Made when they are first asked for, and kept, since they are asked for again and again. */
  private elements: readonly XmlElement[] | undefined;

  private constructor(
    readonly name: string,
    private readonly children: readonly ParsedNode[],
    private readonly attributes: Readonly<Record<string, string>>,
  ) {}

  static of(nodes: readonly ParsedNode[]): XmlElement[] {
    return nodes.flatMap((node) => {
      const name = Object.keys(node).find((key) => key !== ':@')!;
      return name.startsWith('#') ? [] : [new XmlElement(name, node[name] as ParsedNode[], node[':@'] ?? {})];
    });
  }

  attribute(name: string): string | undefined {
    const value = this.attributes[name];
    return value === undefined ? undefined : withoutReferences(value);
  }

  /** The namespaces that are declared in it. */
  namespaces(): string[] {
    return Object.keys(this.attributes).flatMap((name) =>
      /^xmlns(?::|$)/u.test(name) ? this.attribute(name)! : [],
    );
  }

  all(name: string): XmlElement[] {
    this.elements ??= XmlElement.of(this.children);
    return this.elements.filter((element) => element.name === name);
  }

  /** The first element on a path downwards. */
  at(...path: string[]): XmlElement | undefined {
    return path.reduce<XmlElement | undefined>((element, name) => element?.all(name)[0], this);
  }

  /** The text of the first element on a path; undefined if there is none in it. */
  textAt(...path: string[]): string | undefined {
    const text = this.at(...path)?.text();
    return text === '' ? undefined : text;
  }

  /** What is between its tags, as it is written; of an entry that is not parsed yet. */
  content(): string {
    return this.children.map((node) => String(node['#text'])).join('');
  }

  private text(): string {
    return this.children.map(textOf).join('').trim();
  }
}

function textOf(node: ParsedNode): string {
  const text = node['#text'];
  if (typeof text === 'string') return withoutReferences(text);
  const literal = node['#cdata'];
  return Array.isArray(literal) ? String((literal[0] as ParsedNode)['#text']) : '';
}

const PREDEFINED: ReadonlyMap<string, string> = new Map(
  Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }),
);
const REFERENCE = /&(?:([a-z]+)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));/gu;

/** Of references those alone are resolved that need no declaration. Any other stays as it is written. */
const withoutReferences = (text: string): string =>
  text.replace(REFERENCE, (whole, name?: string, decimal?: string, hex?: string) => {
    if (name !== undefined) return PREDEFINED.get(name) ?? whole;
    const codePoint = decimal === undefined ? parseInt(hex!, 16) : Number(decimal);
    return isCharacter(codePoint) ? String.fromCodePoint(codePoint) : whole;
  });

/** Nobody can write NUL in XML, or half of a pair of UTF-16. */
const isCharacter = (codePoint: number): boolean =>
  [0x09, 0x0a, 0x0d].includes(codePoint) ||
  (codePoint >= 0x20 && codePoint < 0xd800) ||
  (codePoint > 0xdfff && codePoint <= 0x10ffff);

class TooDeep extends Error {}

/** Takes elements as far down as `levels`, and those of the name `unparsed` as text. */
const parserOf = (levels: number, ...unparsed: string[]): XMLParser =>
  new XMLParser({
    ...{ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '', cdataPropName: '#cdata' },
    ...{ ignoreDeclaration: true, ignorePiTags: true },
    // Numbers stay text, and references are resolved here: nothing that a file declares is.
    ...{ parseTagValue: false, processEntities: false },
    stopNodes: unparsed.map((name) => `..${name}`),
    transformTagName: (name) => name.slice(name.indexOf(':') + 1),
    jPath: false,
    updateTag: (name, path) => {
      if (typeof path !== 'string' && path.getDepth() > levels) throw new TooDeep();
      return name;
    },
  });

const documents = parserOf(MOST_LEVELS, ENTRY);
const entries = parserOf(MOST_LEVELS - LEVELS_ABOVE_ENTRIES);

/** The elements of a document on its highest level, of which a well-formed one has one. Its entries are not parsed yet. */
export function parseXml(text: string): XmlElement[] | FileRefusal {
  // Also in a comment, where it would be harmless: nothing was parsed yet, so that nobody knows.
  const declaration = /<!(?!--|\[CDATA\[).{0,100}/su.exec(text);
  if (declaration !== null)
    return new FileRefusal(
      'has_doctype',
      `The file declares ${quotation(declaration[0])}. Statements declare nothing.`,
    );
  return elementsOrRefusal(text, () => documents.parse(text, true));
}

/** An entry with all that is in it. A file of a hundred thousand entries has them parsed one after the other, as they are read. */
export function parseEntry(entry: XmlElement): XmlElement | FileRefusal {
  const text = `<${ENTRY}>${entry.content()}</${ENTRY}>`;
  const parsed = elementsOrRefusal(text, () => entries.parse(text));
  return parsed instanceof FileRefusal ? parsed : parsed[0]!;
}

function elementsOrRefusal(text: string, parse: () => unknown): XmlElement[] | FileRefusal {
  try {
    return XmlElement.of(parse() as ParsedNode[]);
  } catch (error) {
    if (error instanceof TooDeep)
      return new FileRefusal('xml_too_deep', `The file has elements more than ${MOST_LEVELS} levels deep.`);
    // The parser throws for nothing but its text, and says what and where.
    const { message } = error as Error;
    const what = isCutOff(text, message)
      ? 'The file ends before its elements are closed: it was cut off. Fetch it again.'
      : `The file is not well-formed XML: ${quotation(message)}.`;
    return new FileRefusal('xml_malformed', what);
  }
}

/** What the parser says of a text at whose end one element is open, or several are. */
const IS_OPEN = /^(?:Unclosed tag |Invalid '\[)/u;

/** Whether XML that is not well-formed was cut off: within a tag or a text, or between two of them. */
const isCutOff = (text: string, message: string): boolean =>
  /^\s*</u.test(text) && (IS_OPEN.test(message) || !text.trimEnd().endsWith('>'));
