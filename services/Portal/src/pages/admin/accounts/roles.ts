import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import { choices, roles } from '@/words';

export const grantable = choices(roles).filter((c) => c.value !== Role.SERVICE);
export const administrators = [Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR];
