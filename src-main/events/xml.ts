/** XML as event packages use it (PIDF, dialog-info): a small tree out of bytes that came from the network. What makes XML
 *  dangerous is refused: document types and with them entities of the sender's, depth, size. The only user of saxes. */
import { SaxesParser } from 'saxes';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import { latin1, utf8OrLatin1 } from '../../src-shared/sip/bytes.ts';

export interface XmlElement {
  /** Without its prefix. */
  name: string;
  /** The namespace that the prefix, or its absence, stands for; '' for none. */
  space: string;
  /** Those without a prefix, by name. */
  attributes: ReadonlyMap<string, string>;
  children: readonly XmlElement[];
  /** Its own character data, trimmed; not that of its children. */
  text: string;
}

/** Why a document is not read; for the trace, in English. */
export type XmlProblem = string;

const MAX_BYTES = 256 * 1024;
const MAX_DEPTH = 32;
const MAX_ELEMENTS = 10_000;

interface Open extends XmlElement {
  attributes: Map<string, string>;
  children: XmlElement[];
}

/** Reads a whole document: UTF-8, or ISO-8859-1 where it is not that. */
export function readXml(bytes: Uint8Array): Result<XmlElement, XmlProblem> {
  if (bytes.length > MAX_BYTES) return err(`larger than ${MAX_BYTES} bytes`);
  try {
    return ok(readTree(utf8OrLatin1(latin1(bytes, 0, bytes.length)).replace(/^[\uFEFF\s]+/, '')));
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}

/** Throws what the parser throws: it has no other way of stopping. */
function readTree(text: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const open: Open[] = [];
  let root: XmlElement | undefined;
  let elements = 0;

  parser.on('error', stop);
  // Entities are declared in a document type, and a few of them make gigabytes out of a kilobyte.
  parser.on('doctype', () => stop(new Error('a document type is not taken')));
  parser.on('opentag', (tag) => {
    if (open.length >= MAX_DEPTH) stop(new Error(`deeper than ${MAX_DEPTH} elements`));
    if (++elements > MAX_ELEMENTS) stop(new Error(`more than ${MAX_ELEMENTS} elements`));
    const plain = Object.values(tag.attributes).filter(({ uri }) => uri === '');
    const attributes = new Map(plain.map(({ local, value }) => [local, value]));
    const element: Open = { name: tag.local, space: tag.uri, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const closed = open.pop();
    if (closed) closed.text = closed.text.trim();
  });

  function addText(text: string): void {
    const element = open.at(-1);
    if (element) element.text += text;
  }

  parser.write(text).close();
  return root ?? stop(new Error('there is no element'));
}

function stop(error: Error): never {
  throw error;
}

/** The first child of that name, in whatever namespace: senders are careless with them. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((candidate) => candidate.name === name);
}

export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((candidate) => candidate.name === name) ?? [];
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** For text and attribute values; characters that XML 1.0 cannot hold are left out (2.2). */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
