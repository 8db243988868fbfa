/** A file as the gateway has received it, and the receipt that proves it. */
export interface Uploaded {
  file: { sha256: string; fileName: string; mediaType: string; size: bigint };
  receipt: Uint8Array<ArrayBuffer>;
}

/** The gateway's answer to an upload. */
interface Received {
  sha256: string;
  size: number | string;
  mediaType: string;
  fileName: string;
  receipt: string;
}

/** The gateway has refused a file; the message is its sentence. */
class FileRefused extends Error {}

const fromBase64 = (text: string) =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));

/** Sends a file to the gateway. `whyFailed` says in words what it throws. */
export async function upload(file: File): Promise<Uploaded> {
  const response = await fetch(`/files?name=${encodeURIComponent(file.name)}`, {
    method: 'POST',
    body: file,
    headers: { 'Proposals-Client': 'portal' },
  });
  const answer = (await response.json().catch(() => null)) as (Received & { message?: string }) | null;
  if (!response.ok || !answer) throw new FileRefused(answer?.message ?? '文件没有传上去，请检查大小和类型后再试。');
  return {
    file: { sha256: answer.sha256, fileName: answer.fileName, mediaType: answer.mediaType, size: BigInt(answer.size) },
    receipt: fromBase64(answer.receipt),
  };
}

export const whyFailed = (e: unknown) =>
  e instanceof FileRefused ? e.message : '暂时连不上系统，文件没有传上去，请再试一次。';
