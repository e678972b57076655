import { InvoicectlError } from '../../core/errors.ts';
import { Passing } from '../net/patience.ts';
import type { Source, SourceFile } from './source.ts';
import { SUMS, withSums } from './sums.ts';

/** A prefix in a bucket under which a model's files lie as in its repository. Credentials are found as AWS's tools find them. */
export async function s3Source(address: string, signal: AbortSignal): Promise<Source> {
  const { bucket = '', rest = '' } = /^s3:\/\/(?<bucket>[^/]+)\/*(?<rest>.*)$/.exec(address)?.groups ?? {};
  if (bucket === '') throw new InvoicectlError('USAGE', `${address} must be like s3://bucket/prefix.`);
  const prefix = rest === '' || rest.endsWith('/') ? rest : `${rest}/`;
  const { S3Client, ListObjectsV2Command, GetObjectCommand } = await import('@aws-sdk/client-s3');
  // Servers other than Amazon's want the bucket in the path.
  const elsewhere = process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
  const client = new S3Client({ forcePathStyle: elsewhere !== undefined });
  const asked = async <A>(answer: Promise<A>): Promise<A> => {
    try {
      return await answer;
    } catch (error) {
      throw failure(error, address);
    }
  };
  const get = (input: { readonly Key: string; readonly IfMatch?: string; readonly Range?: string }) =>
    asked(client.send(new GetObjectCommand({ Bucket: bucket, ...input }), { abortSignal: signal }));
  return {
    name: address,
    branch: null,
    whole: true,
    async list() {
      const files: SourceFile[] = [];
      for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
        const wanted = { Bucket: bucket, Prefix: prefix, ...(token !== undefined && { ContinuationToken: token }) };
        const page = await asked(client.send(new ListObjectsV2Command(wanted), { abortSignal: signal }));
        for (const { Key = '', Size, ETag = '' } of page.Contents ?? []) {
          files.push({ path: Key.slice(prefix.length), bytes: Size ?? null, digest: null, version: ETag });
        }
        token = page.NextContinuationToken;
      }
      if (files.length === 0) throw new InvoicectlError('MODEL_NOT_FOUND', `Nothing lies under ${address}.`);
      const has = files.some(({ path }) => path === SUMS);
      const sums = has ? await get({ Key: `${prefix}${SUMS}` }) : null;
      return withSums(files, (await sums?.Body?.transformToString()) ?? null);
    },
    async read(file, from) {
      const { Body, ContentRange } = await get({
        Key: prefix + file.path,
        ...(file.version !== '' && { IfMatch: file.version }),
        ...(from > 0 && { Range: `bytes=${from}-` }),
      });
      if (Body === undefined) throw new Passing(`${address} sent nothing`);
      return { from: ContentRange?.startsWith(`bytes ${from}-`) ? from : 0, body: Body as AsyncIterable<Uint8Array> };
    },
  };
}

function failure(error: unknown, address: string): unknown {
  if (!(error instanceof Error) || error.name === 'AbortError') return error;
  const status =
    '$metadata' in error ? (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode : undefined;
  const login = {
    hint: 'Credentials are those of the AWS tools: AWS_PROFILE, AWS_ACCESS_KEY_ID, a role.',
    cause: error,
  };
  if (status === 404)
    return new InvoicectlError('MODEL_NOT_FOUND', `There is no ${address}: ${error.name}.`, { cause: error });
  if (status === 401 || status === 403 || error.name === 'CredentialsProviderError') {
    return new InvoicectlError('MODEL_REFUSED', `${address} is not for us: ${error.message}.`, login);
  }
  if (status === 412) {
    return new InvoicectlError('MODEL_UNREACHABLE', `A file under ${address} changed while it was fetched.`, {
      cause: error,
    });
  }
  return new Passing(`${address} cannot be read: ${error.message}`, { cause: error });
}
