import type { PayloadFormat } from '../../src-main/media/engine-port.ts';

export const PCMA: PayloadFormat = { payloadType: 8, codec: 'PCMA', clockRateHz: 8000, channels: 1, parameters: '' };
export const PCMU: PayloadFormat = { payloadType: 0, codec: 'PCMU', clockRateHz: 8000, channels: 1, parameters: '' };
