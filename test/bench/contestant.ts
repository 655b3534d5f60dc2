/** What is measured of Rung and of a peer alike. A library offers what it can; jobs it does not offer are left out of its table. */
export interface Contestant<Message = unknown, Description = unknown> {
  /** A falsy answer or an exception: refused. */
  parse?(bytes: Buffer): Message | undefined;
  /** Method or status, branch, number of Vias, From tag, To tag, Call-ID, CSeq number and method, host of the Request-URI, host of the
   *  Contact, number of Record-Routes, octets of body: what a proxy or phone reads of every message. */
  fields?(message: Message): unknown[];
  /** Prepares the message once, and gives what writes it again and again. */
  serializer?(bytes: Buffer): () => { length: number };
  sdpParse?(text: string): Description | undefined;
  sdpWrite?(description: Description): { length: number };
  /** A frame of 20 ms is 160 samples. */
  encodeALaw?(pcm: Int16Array): unknown;
  decodeALaw?(payload: Uint8Array): unknown;
  encodeMuLaw?(pcm: Int16Array): unknown;
  decodeMuLaw?(payload: Uint8Array): unknown;
  /** Gives the sequence number. */
  readRtpPacket?(bytes: Buffer): number;
}

/** `rung`, or the name of an adapter in peers/. Throws what its library throws when it is not installed. */
export async function loadContestant(name: string): Promise<Contestant> {
  const path = name === 'rung' ? './rung.ts' : `./peers/${name}.mjs`;
  return (await import(path)) as Contestant;
}
