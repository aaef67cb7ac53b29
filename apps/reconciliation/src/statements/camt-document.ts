import { FileRefusal } from './file-refusal';
import { quotationOfNames } from './quotation';
import { parseXml, type XmlElement } from './xml-element';

const NAMESPACE = /^urn:iso:std:iso:20022:tech:xsd:camt[.]053[.]001[.](?:0[2-9]|1[0-3])$/u;

/** The statements of a camt.053 document, which can stand within an envelope. */
export function statementsIn(text: string): XmlElement[] | FileRefusal {
  const roots = parseXml(text);
  if (roots instanceof FileRefusal) return roots;
  const [root] = roots;
  const document = root?.name === 'Document' ? root : root?.at('Document');
  const namespaces = [...new Set([root, document].flatMap((element) => element?.namespaces() ?? []))];
  if (document === undefined || !namespaces.some((name) => NAMESPACE.test(name)))
    return new FileRefusal(
      'not_camt_053',
      `The file is not of camt.053.001.02 to 13: ${namespaces.length === 0 ? 'it declares no namespace' : `it declares the namespace ${quotationOfNames(namespaces)}`}.`,
    );
  const statements = document.at('BkToCstmrStmt')?.all('Stmt') ?? [];
  return statements.length > 0
    ? statements
    : new FileRefusal('no_statement', 'The file has no statement in it.');
}
