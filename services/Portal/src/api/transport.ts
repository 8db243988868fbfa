import type { Interceptor } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import { live } from './live';

/**
 * Sets the header that other sites cannot set, which the gateway requires against forged requests. Passes on the
 * journal position that a command's answer bears.
 */
const portal: Interceptor = (next) => async (request) => {
  request.header.set('Proposals-Client', 'portal');
  if (request.method.name === 'SignIn') request.header.set('Proposals-Session', 'cookie');
  const response = await next(request);
  live.wrote(response.trailer.get('journal-position'));
  return response;
};

export const transport = createConnectTransport({ baseUrl: '/', useBinaryFormat: false, interceptors: [portal] });
