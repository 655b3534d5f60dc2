/** What the logs of SIP programs have in common: a line that announces a message, the message, often a line that ends it. */
import type { TransportName } from '../../model.ts';

export interface LogEndpoint {
  /** An IP address, or a program's name where its log does not say its own address. */
  address: string;
  port: number;
}

/** The line before a message. */
export interface Heading {
  /** Epoch milliseconds; absent: the log has none here. */
  atMs?: number | undefined;
  source: LogEndpoint;
  destination: LogEndpoint;
  /** Absent: the message's top Via tells. */
  transport?: TransportName | undefined;
}

/** What one line says. `text`: a line of a message, if one is being read, without what the logger put before it. */
export type LineMeaning = { heading: Heading } | { text: string } | { end: true };

/** Reads line after line and remembers what it needs from one to the next. */
export type LineReader = (line: string) => LineMeaning;

export const END: LineMeaning = { end: true };

/** For logs without a year or a date: those of the log's last moment, which is taken to be now. */
export type DialectFactory = (nowMs: number) => LineReader;

const PORT = 5060;

/** `192.0.2.1:5060`, `[2001:db8::1]:5060`, `2001:db8::1:5060`, either without its port. */
export function endpointOf(text: string): LogEndpoint {
  const bracketed = /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(text);
  if (bracketed) return { address: bracketed[1] ?? '', port: Number(bracketed[2] ?? PORT) };
  const plain = /^(.+):(\d{1,5})$/.exec(text);
  return plain ? { address: plain[1] ?? '', port: Number(plain[2]) } : { address: text, port: PORT };
}

export function transportOf(name: string): TransportName {
  const lower = name.toLowerCase();
  if (lower === 'tls' || lower === 'wss') return 'tls';
  return lower === 'tcp' || lower === 'ws' ? 'tcp' : 'udp';
}

/** A program that names only the other side. */
export function between(own: LogEndpoint, peer: LogEndpoint, isReceived: boolean): Pick<Heading, 'source' | 'destination'> {
  return isReceived ? { source: peer, destination: own } : { source: own, destination: peer };
}
