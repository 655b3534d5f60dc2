/** A caller who never acknowledges: SIPp takes a repeated 200 for a reason to begin again. */
import { createSocket } from 'node:dgram';

/** Calls `bob` on port 5060; answers his BYE. */
export async function callWithoutAck(from: string, to: string): Promise<{ close(): void }> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(5060, from, resolve));
  const sdp = ['v=0', `o=- 1 1 IN IP4 ${from}`, 's=-', `c=IN IP4 ${from}`, 't=0 0', 'm=audio 20000 RTP/AVP 8', ''].join('\r\n');
  const invite = [
    `INVITE sip:bob@${to}:5060 SIP/2.0`, `Via: SIP/2.0/UDP ${from}:5060;rport;branch=z9hG4bKnoack`, 'Max-Forwards: 70', `From: <sip:alice@${from}>;tag=a`, `To: <sip:bob@${to}>`,
    `Call-ID: no-ack@${from}`, 'CSeq: 1 INVITE', `Contact: <sip:alice@${from}:5060>`, 'Content-Type: application/sdp', `Content-Length: ${sdp.length}`, '', sdp,
  ];
  socket.on('message', (data, { address, port }) => {
    const text = data.toString('latin1');
    if (!text.startsWith('BYE ')) return;
    const same = text.split('\r\n').filter((line) => /^(?:Via|From|To|Call-ID|CSeq):/i.test(line));
    socket.send(['SIP/2.0 200 OK', ...same, 'Content-Length: 0', '', ''].join('\r\n'), port, address);
  });
  socket.send(invite.join('\r\n'), 5060, to);
  return socket;
}
