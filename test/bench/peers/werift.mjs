import { RtpPacket, SessionDescription } from 'werift';

export const sdpParse = (text) => SessionDescription.parse(text);
export const sdpWrite = (description) => description.string;
export const readRtpPacket = (bytes) => RtpPacket.deSerialize(bytes).header.sequenceNumber;
