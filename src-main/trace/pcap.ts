/** pcap (and pcapng) written and read: SIP and RTP with made-up Ethernet/IP/UDP/TCP headers that Wireshark and tshark accept. */
import type { Endpoint } from '../ports.ts';

export interface CapturedPacket {
  atMs: number;
  source: Endpoint;
  destination: Endpoint;
  /** `tcp` segments get sequence numbers per direction so that streams reassemble. */
  transport: 'udp' | 'tcp';
  bytes: Uint8Array;
}

export interface PcapWriter {
  write(packet: CapturedPacket): void;
}

/** `sink` gets the file's bytes piece by piece, the global header first. */
export function createPcapWriter(_sink: (bytes: Uint8Array) => void): PcapWriter {
  throw new Error('helper H6 writes this');
}
