/** A small DNS server on loopback (RFC 1035): what a test gives it, to whoever asks by UDP. */
import dgram from 'node:dgram';

export interface DnsServer {
  /** `127.0.0.1:port`, for setServers. */
  readonly address: string;
  /** `33 _sip._udp.example.org`: type and name, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

const TYPE = { a: 1, cname: 5, aaaa: 28, srv: 33, naptr: 35 } as const;

type Answer = { type: number; data: Buffer }[] | 'silence' | 'garbage' | 'servfail';

/** `answers`: by `type name` (lower case). What is not there does not exist. */
export async function startDnsServer(answers: Record<string, Answer>): Promise<DnsServer> {
  const socket = dgram.createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, from) => {
    const { name, type, end } = readQuestion(query);
    asked.push(`${type} ${name}`);
    const answer = answers[`${type} ${name}`] ?? [];
    if (answer === 'silence') return;
    const reply = answer === 'garbage' ? Buffer.concat([query.subarray(0, 2), Buffer.from([0x81, 0x80, 0, 1, 0, 9, 0, 0, 0, 0]), query.subarray(12, end), Buffer.from([0xc0, 0xff, 1])])
      : response(query.subarray(0, end), answer === 'servfail' ? [] : answer, answer === 'servfail' ? 2 : answer.length === 0 ? 3 : 0);
    socket.send(reply, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

export function a(address: string): { type: number; data: Buffer } {
  return { type: TYPE.a, data: Buffer.from(address.split('.').map(Number)) };
}

/** All sixteen octets in hexadecimal. */
export function aaaa(octets: string): { type: number; data: Buffer } {
  return { type: TYPE.aaaa, data: Buffer.from(octets, 'hex') };
}

export function cname(target: string): { type: number; data: Buffer } {
  return { type: TYPE.cname, data: nameOctets(target) };
}

export function srv(priority: number, weight: number, port: number, target: string): { type: number; data: Buffer } {
  return { type: TYPE.srv, data: Buffer.concat([words(priority, weight, port), nameOctets(target)]) };
}

export function naptr(order: number, preference: number, flags: string, service: string, replacement: string): { type: number; data: Buffer } {
  return { type: TYPE.naptr, data: Buffer.concat([words(order, preference), ...[flags, service, ''].map(text), nameOctets(replacement)]) };
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function response(question: Buffer, records: { type: number; data: Buffer }[], code: number): Buffer {
  const head = Buffer.concat([question.subarray(0, 2), words(0x8180 | code, 1, records.length, 0, 0)]);
  const body = records.map(({ type, data }) => Buffer.concat([words(0xc00c, type, 1, 0, 60, data.length), data]));
  return Buffer.concat([head, question.subarray(12), ...body]);
}

function nameOctets(name: string): Buffer {
  return Buffer.concat([...name.split('.').filter((label) => label !== '').map(text), Buffer.from([0])]);
}

function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([value.length]), Buffer.from(value, 'latin1')]);
}

function words(...values: number[]): Buffer {
  const buffer = Buffer.alloc(2 * values.length);
  values.forEach((value, i) => buffer.writeUInt16BE(value, 2 * i));
  return buffer;
}
