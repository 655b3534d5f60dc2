// The npm library `sip`: transactions, no dialogs.
import sip from 'sip';

const content = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n';
const contact = [{ uri: 'sip:uas@127.0.0.1:5060' }];
let calls = 0;

sip.start({ address: '127.0.0.1', port: 5060, tcp: false, udp: true, publicAddress: '127.0.0.1' }, (request) => {
  if (request.method === 'ACK') return;
  if (request.method !== 'INVITE') return sip.send(sip.makeResponse(request, 200, 'OK'));
  request.headers.to.params.tag = `t${++calls}`;
  sip.send(sip.makeResponse(request, 180, 'Ringing', { headers: { contact } }));
  sip.send(sip.makeResponse(request, 200, 'OK', { headers: { contact, 'content-type': 'application/sdp' }, content }));
});
