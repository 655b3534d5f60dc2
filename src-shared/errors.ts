import { z } from 'zod';

/** An error that reaches a person. `code` is stable, is what the UI translates (`error.<code>`) and what people
 *  search for; `message` is the English sentence: what happened, why, what to do. `params` fill the translation. */
export const rungErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type RungError = z.infer<typeof rungErrorSchema>;

export function rungError(code: string, message: string, params?: RungError['params']): RungError {
  return params ? { code, message, params } : { code, message };
}

/** Carries a RungError through promise chains; `serve()` turns it back into data at the contract's edge. */
export class RungFailure extends Error {
  readonly error: RungError;
  constructor(error: RungError) {
    super(error.message);
    this.name = 'RungFailure';
    this.error = error;
  }
}
