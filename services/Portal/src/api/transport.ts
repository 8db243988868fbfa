import type { Interceptor } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import { live } from './live';

/** Says who is calling, which no other site can, and learns from a command's answer how far its journal has come. */
const portal: Interceptor = (next) => async (request) => {
  request.header.set('Proposals-Client', 'portal');
  if (request.method.name === 'SignIn') request.header.set('Proposals-Session', 'cookie');
  const response = await next(request);
  live.wrote(response.trailer.get('journal-position'));
  return response;
};

export const transport = createConnectTransport({ baseUrl: '/', useBinaryFormat: false, interceptors: [portal] });
