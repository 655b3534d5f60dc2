/** What Node's dgram allows: a UAS that copies header lines, with no parser and no state. */
import { createSocket } from 'node:dgram';

const SDP = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n';
const BUFFER = 4 << 20;
const COPIED = /^(?:Via|From|Call-ID|CSeq):/i;

const socket = createSocket({ type: 'udp4', recvBufferSize: BUFFER, sendBufferSize: BUFFER });
socket.on('message', (bytes, from) => {
  const lines = bytes.toString('latin1').split('\r\n');
  const method = lines[0]!.split(' ', 1)[0];
  if (method === 'ACK') return;
  const to = lines.find((line) => line.startsWith('To:')) ?? '';
  const head = [...lines.filter((line) => COPIED.test(line)), to.includes(';tag=') ? to : `${to};tag=floor`, 'Contact: <sip:127.0.0.1:5060>'].join('\r\n');
  const answer = (status: string, body: string): void => {
    const type = body === '' ? '' : 'Content-Type: application/sdp\r\n';
    socket.send(`SIP/2.0 ${status}\r\n${head}\r\n${type}Content-Length: ${body.length}\r\n\r\n${body}`, from.port, from.address);
  };
  if (method === 'INVITE') answer('180 Ringing', '');
  answer('200 OK', method === 'INVITE' ? SDP : '');
});
socket.bind(5060, '127.0.0.1');
