import { getOption } from '@bufbuild/protobuf';
import { ChangePasswordRequestSchema } from '@/gen/proposals/directory/v1/directory_pb';
import { characters } from '@/gen/proposals/options/v1/options_pb';

const { least, most } = getOption(ChangePasswordRequestSchema.field.newPassword, characters);

/** How long a password is, as the contract says: 12 至 128 个字符. */
export const passwordLength = `${least} 至 ${most} 个字符`;
