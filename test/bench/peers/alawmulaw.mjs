import codec from 'alawmulaw';

export const encodeALaw = (pcm) => codec.alaw.encode(pcm);
export const decodeALaw = (payload) => codec.alaw.decode(payload);
export const encodeMuLaw = (pcm) => codec.mulaw.encode(pcm);
export const decodeMuLaw = (payload) => codec.mulaw.decode(payload);
