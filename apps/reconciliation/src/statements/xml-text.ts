import type { Encoding } from '@pacioli/contracts/statement-source';
import { decoderOf } from './decoder';
import { FileRefusal } from './file-refusal';
import { quotation } from './quotation';

const ENCODING_BY_NAME: Readonly<Record<string, Encoding>> = {
  ...{ 'utf-8': 'utf-8', utf8: 'utf-8', 'us-ascii': 'utf-8', ascii: 'utf-8' },
  ...{ 'utf-16': 'utf-16', 'utf-16le': 'utf-16', 'utf-16be': 'utf-16' },
  ...{ 'iso-8859-1': 'iso-8859-1', latin1: 'iso-8859-1', 'windows-1252': 'windows-1252' },
};

/** The text of an XML file, in the encoding that it says of itself. */
export function xmlTextOf(bytes: Buffer): string | FileRefusal {
  const name = encodingNameOf(bytes);
  const encoding = new Map(Object.entries(ENCODING_BY_NAME)).get(name.toLowerCase());
  if (encoding === undefined)
    return new FileRefusal(
      'encoding_unknown',
      `The file says that it is in ${quotation(name)}, which is not read here.`,
    );
  const text = decoderOf(encoding).decode(bytes, true);
  if (text === undefined)
    return new FileRefusal(
      'encoding_differs',
      `The file says that it is in ${encoding}, and has bytes that are not.`,
    );
  return text.includes('\0') ? new FileRefusal('has_nul', 'The file has NUL characters.') : text;
}

/** XML is in UTF-8 unless it begins as UTF-16 or its declaration names another encoding. */
function encodingNameOf(bytes: Buffer): string {
  const isUtf16 = [0xfffe, 0xfeff, 0x3c00].includes(bytes.length < 2 ? 0 : bytes.readUInt16BE());
  if (isUtf16) return 'utf-16';
  const start = bytes.toString('latin1', 0, 200);
  const [, name = 'utf-8'] =
    /^(?:\xef\xbb\xbf)?<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"'>]*)["']/.exec(start) ?? [];
  return name;
}
