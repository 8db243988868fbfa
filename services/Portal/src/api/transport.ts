import { ConnectError, type Interceptor } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-web';
import { live } from './live';
import { positions } from './positions';

/**
 * Sets the header that other sites cannot set, which the gateway requires against forged requests. Passes on the
 * journal position that a command's answer bears. Each call asks for the positions that earlier answers told.
 */
const portal: Interceptor = (next) => async (request) => {
  request.header.set('Proposals-Client', 'portal');
  if (request.method.name === 'SignIn') request.header.set('Proposals-Session', 'cookie');
  const asked = positions.header();
  if (asked) request.header.set('min-positions', asked);
  try {
    const response = await next(request);
    positions.take(response.trailer.get('positions'));
    live.wrote(response.trailer.get('journal-position'));
    return response;
  } catch (error) {
    positions.take(ConnectError.from(error).metadata.get('positions'));
    throw error;
  }
};

export const transport = createConnectTransport({ baseUrl: '/', useBinaryFormat: false, interceptors: [portal] });
