import { getOption, type DescField } from '@bufbuild/protobuf';
import { text } from '@/gen/proposals/options/v1/options_pb';

/** The greatest length of a text in characters, as the contract says and the server checks. */
export const mostOf = (field: DescField) => getOption(field, text).most;
