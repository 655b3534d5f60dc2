/** SIPp scenarios, written as lists of steps. SIPp's own keywords stand in brackets. */

export type Step = string;

export interface Parts {
  headers?: string[];
  sdp?: string;
  body?: { type: string; text: string };
}

interface RequestParts extends Parts {
  cseq: number;
  uri?: string;
  contact?: string;
  /** With the To tag of the dialog. */
  inDialog?: boolean;
  /** SIPp sends it again until something comes (T1 = 500 ms). */
  repeated?: boolean;
  /** ACK to a refusal is part of the transaction of its INVITE (RFC 3261 17.1.1.3). */
  ofRefusal?: boolean;
}

const CONTACT = 'Contact: <sip:[service]@[local_ip]:[local_port];transport=[transport]>';
const SDP_LINES = [
  'v=0', 'o=sipp 1 1 IN IP[local_ip_type] [local_ip]', 's=-', 'c=IN IP[media_ip_type] [media_ip]', 't=0 0', 'm=audio [media_port] RTP/AVP 0 8 101', 'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:8 PCMA/8000', 'a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-15', 'a=ptime:20', 'a=sendrecv',
];
export const SDP = SDP_LINES.join('\n');

export function scenario(name: string, steps: readonly Step[]): string {
  const used = [...new Set([...steps.join('').matchAll(/assign_to="(\w+)"/g)].map(([, variable]) => variable))];
  const reference = used.length > 0 ? `<Reference variables="${used.join(',')}"/>\n` : '';
  return `<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="${name}">\n${steps.join('\n')}\n${reference}</scenario>\n`;
}

export const pause = (seconds: number): Step => `<pause milliseconds="${seconds * 1000}"/>`;
/** Until the end of the call; the file is made by the stage. */
export const sound: Step = '<nop><action><exec rtp_stream="say.ul,-1,0"/></action></nop>';

/** A request that comes. What it says is kept for answers to it that are given after other requests have come. */
export function receive(method: string): Step {
  if (method !== 'INVITE') return `<recv request="${method}"/>`;
  const kept = ['From', 'To', 'CSeq'].map((name) => `<ereg regexp=".*" search_in="hdr" header="${name}:" check_it="true" assign_to="${name.toLowerCase()}"/>`).join('');
  const via = '<ereg regexp="(Via|Record-Route):[^[:cntrl:]]*([[:cntrl:]]+(Via|Record-Route):[^[:cntrl:]]*)*" search_in="msg" check_it="true" assign_to="vias"/>';
  return `<recv request="INVITE" rrs="true"><action>${via}${kept}</action></recv>`;
}

/** An answer to the last request, or (`toInvite`) to the last INVITE. */
export function reply(status: string, { toInvite = false, repeated = false, contact = CONTACT, ...parts }: Parts & { toInvite?: boolean; repeated?: boolean; contact?: string } = {}): Step {
  const whom = toInvite
    ? ['[$vias]', 'From:[$from]', 'To:[$to];tag=callee[call_number]', 'Call-ID: [call_id]', 'CSeq:[$cseq]']
    : ['[last_Via:]', '[last_Record-Route:]', '[last_From:]', '[last_To:]', '[last_Call-ID:]', '[last_CSeq:]'];
  return send([`SIP/2.0 ${status}`, ...whom, contact], parts, repeated);
}

export const response = (status: number, { optional = false, auth = false } = {}): Step => (
  `<recv response="${status}"${optional ? ' optional="true"' : ''}${auth ? ' auth="true"' : ''} rrs="true"/>`
);
export const ringing: Step = [100, 180, 183].map((status) => response(status, { optional: true })).join('\n');

/** A request of the calling side. */
export function request(method: string, { cseq, uri = 'sip:[service]@[remote_ip]:[remote_port]', contact = CONTACT, inDialog = false, repeated = false, ofRefusal = false, ...parts }: RequestParts): Step {
  const via = ofRefusal ? '[last_Via:]' : 'Via: SIP/2.0/[transport] [local_ip]:[local_port];rport;branch=[branch]';
  return send([
    `${method} ${uri} SIP/2.0`, via, 'Max-Forwards: 70', 'From: <sip:[service]@[local_ip]:[local_port]>;tag=caller[call_number]',
    ofRefusal ? '[last_To:]' : `To: <sip:[service]@[remote_ip]:[remote_port]>${inDialog ? '[peer_tag_param]' : ''}`, 'Call-ID: [call_id]', `CSeq: ${cseq} ${method}`, contact,
  ], parts, repeated);
}

/** A request of the side that was called, within the dialog. */
export function requestBack(method: string, { cseq, repeated = false, ...parts }: Parts & { cseq: number; repeated?: boolean }): Step {
  return send([
    `${method} sip:[service]@[remote_ip]:[remote_port] SIP/2.0`, 'Via: SIP/2.0/[transport] [local_ip]:[local_port];rport;branch=[branch]', 'Max-Forwards: 70',
    'From:[$to];tag=callee[call_number]', 'To:[$from]', 'Call-ID: [call_id]', `CSeq: ${cseq} ${method}`, CONTACT,
  ], parts, repeated);
}

function send(lines: string[], { headers = [], sdp, body }: Parts, repeated: boolean): Step {
  const content = sdp === undefined ? body : { type: 'application/sdp', text: sdp };
  const type = content ? [`Content-Type: ${content.type}`] : [];
  const text = [...lines, ...headers, ...type, 'Content-Length: [len]', '', content?.text ?? '', ''].join('\n');
  return `<send${repeated ? ' retrans="500"' : ''}><![CDATA[\n\n${text}]]></send>`;
}
