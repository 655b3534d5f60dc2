/** What the trace says, in English. */
export const traceEn = {
  emptyTitle: 'Nothing on the wire yet',
  emptyText: 'Every SIP message that this phone sends or receives appears here, also outside calls: registrations, pings, strangers knocking. Make a call or add an account.',
  table: 'Table', shape: 'Shown as', count: '{n} message | {n} messages', time: 'Time', remote: 'Other side', message: 'Message', in: 'received', out: 'sent',
};

/** Of packets that are no SIP. */
export const packetsEn = {
  filter: 'Protocols', all: 'All protocols',
  protocol: { 'sip': 'SIP', 'stun': 'STUN', 'rtcp': 'RTCP', 'sap': 'SAP', 'keep-alive': 'Keep-alives' },
  folded: '{n} packets alike, the last of them at {time}. The last one is shown.',
  parts: 'Parts of the packet', part: 'Part', value: 'Value', meaning: 'What it says',
  hex: 'The packet', octets: '{n} octet | {n} octets',
};
