/** Where the descriptions in a traced message want their media. Reads lines, not a description: what is broken elsewhere does not matter. */

const MAX_STREAMS = 16;
const LINE = /^(c=IN IP[46] ([^\s/]{1,64})|m=\S{1,32} (\d{1,5})[/ ])/;

/** `address:port`, IPv6 in brackets; without streams that are refused (port 0), held (0.0.0.0) or meant for ICE only (port 9). */
export function mediaAddresses(raw: string): string[] {
  let session: string | undefined;
  const streams: { port: number; address: string | undefined }[] = [];
  for (const line of raw.split(/\r?\n/)) {
    const [, , address, port] = LINE.exec(line) ?? [];
    const stream = streams.at(-1);
    if (port !== undefined && streams.length < MAX_STREAMS) streams.push({ port: Number(port), address: session });
    else if (address !== undefined && stream) stream.address = address;
    else if (address !== undefined) session = address;
  }
  return streams.flatMap(({ port, address }) => {
    if (address === undefined || port === 0 || port === 9 || address === '0.0.0.0' || address === '::') return [];
    return [address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`];
  });
}
