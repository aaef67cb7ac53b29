import type { Encoding } from '@pacioli/contracts/statement-source';
import { TextDecoder } from 'node:util';

/** Makes text of the pieces of one file. */
export interface Decoder {
  /** Undefined if the bytes are no text in this encoding. A byte order mark is no part of the text. */
  decode(bytes: Buffer, isLast: boolean): string | undefined;
}

export function decoderOf(encoding: Encoding): Decoder {
  switch (encoding) {
    case 'utf-8':
      return new UnicodeDecoder(() => 'utf-8');
    case 'utf-16':
      return new UnicodeDecoder(utf16Of);
    case 'iso-8859-1':
      return { decode: latin1 };
    case 'windows-1252':
      return { decode: windows1252 };
  }
}

class UnicodeDecoder implements Decoder {
  private decoder: TextDecoder | undefined;

  constructor(private readonly labelOf: (first: Buffer) => string) {}

  decode(bytes: Buffer, isLast: boolean): string | undefined {
    this.decoder ??= new TextDecoder(this.labelOf(bytes), { fatal: true });
    try {
      return this.decoder.decode(bytes, { stream: !isLast });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return undefined;
      throw error;
    }
  }
}

/** By its byte order mark. */
export const utf16Of = (first: Buffer): string =>
  first[0] === 0xfe && first[1] === 0xff ? 'utf-16be' : 'utf-16le';

const UPPER_CONTROLS = /[\x80-\x9f]/g;

/** Nobody writes the control characters of ISO 8859-1 into a statement: bytes that stand for them are of windows-1252, or worse. */
function latin1(bytes: Buffer): string | undefined {
  const text = bytes.toString('latin1');
  return text.search(UPPER_CONTROLS) < 0 ? text : undefined;
}

/** What windows-1252 has from 0x80 to 0x9f, where ISO 8859-1 has controls; a space where it has nothing. */
const WINDOWS_1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/** Made here since the TextDecoder of some versions of Node takes windows-1252 for ISO 8859-1. */
function windows1252(bytes: Buffer): string | undefined {
  let isText = true;
  const text = bytes.toString('latin1').replace(UPPER_CONTROLS, (control) => {
    const character = WINDOWS_1252[control.charCodeAt(0) - 0x80]!;
    if (character === ' ') isText = false;
    return character;
  });
  return isText ? text : undefined;
}
