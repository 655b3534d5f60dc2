import codec from 'g711';

export const encodeALaw = (pcm) => codec.alawFromPCM(pcm);
export const decodeALaw = (payload) => codec.alawToPCM(payload);
export const encodeMuLaw = (pcm) => codec.ulawFromPCM(pcm);
export const decodeMuLaw = (payload) => codec.ulawToPCM(payload);
