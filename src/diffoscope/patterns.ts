// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/**
 * What builds leave behind in a line, as patterns. Each is linear: no repetition within a repetition that could match
 * the same text in two ways; lines are cut before they get here.
 */
const MONTH = '(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)(?![A-Za-z])\\.?';
const DAY = '(?:Mon(?:day)?|Tue(?:s(?:day)?)?|Wed(?:nesday)?|Thu(?:r(?:s(?:day)?)?)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)(?![A-Za-z])\\.?,?';
const CLOCK = '\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?(?:\\s?[AaPp]\\.?[Mm]\\b\\.?)?';
const ZONE = '(?:\\s?(?:Z\\b|(?:UTC|GMT|CES?T|EES?T|WES?T|BST|[ECMP][SD]T|JST)\\b|[+-]\\d{2}:?\\d{2}(?!\\d)))?';
const TIME_OF_DAY = `(?<![\\d:])${CLOCK}${ZONE}(?![\\d:])`;
const DATE_WORDS = `(?<![A-Za-z])(?:${DAY}\\s{1,3})?(?:\\d{1,2}(?:st|nd|rd|th)?[\\s-]{1,3})?${MONTH}(?:[\\s-]{1,3}\\d{1,2}(?:st|nd|rd|th)?(?![\\d:]))?,?(?:[\\s-]{1,3}\\d{4}(?!\\d))?`;
const DATE_ISO = '(?<!\\d)(?:19|20)\\d{2}([-/.])(?:0?[1-9]|1[0-2])\\1(?:0?[1-9]|[12]\\d|3[01])(?!\\d)(?:T(?=\\d))?';
/** In a language whose months are not known here. */
const DATE_FOREIGN = '(?<![\\d.])\\d{1,2}\\.?(?: de)? \\p{L}{3,12}\\.?(?: de)? (?:19|20)\\d{2}(?!\\d)|(?:19|20)\\d{2}年\\d{1,2}月(?:\\d{1,2}日)?';
const DATE_SLASHES = '(?<![\\d/])\\d{1,2}/\\d{1,2}/(?:\\d{4}|\\d{2})(?![\\d/])';
const DATE_DOTS = '(?<![\\d.])\\d{1,2}\\.\\d{1,2}\\.(?:19|20)\\d{2}(?![\\d.])';
const DATE_ZIP = '(?<!\\d)\\d{2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\\d{2,4}(?!\\d)';
const DATE_COMPACT = '(?<![\\dA-Fa-f])(?:19|20)\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])(?:[T_.-]?[0-2]\\d[0-5]\\d(?:[0-5]\\d)?Z?)?(?![\\dA-Za-z])';
/** Seconds, milliseconds or microseconds since 1970, of 2001 to 2033. */
const EPOCH = '(?<![\\w.])(?:1\\d{9}|20\\d{8})(?:\\d{3}){0,2}(?:\\.\\d{1,9})?(?![\\w])';
const DURATION = '(?<![\\w.])\\d{1,6}\\.\\d{1,9}\\s?(?:s|ms|sec|secs|seconds)\\b';

export const TIMESTAMP = new RegExp(
  [DATE_ISO, DATE_ZIP, DATE_WORDS, DATE_FOREIGN, DATE_SLASHES, DATE_DOTS, DATE_COMPACT, TIME_OF_DAY, EPOCH, DURATION].join('|'), 'gu');

/** An absolute path of at least two parts, or of one that is a place to work in. */
export const PATH = /(?:(?<=file:\/\/|-[IL]|-isystem)|(?<![\w.$}~)/-]))\/[\w.+~@%=,:-]+(?:\/[\w.+~@%=,:<>-]+)+\/?|(?<![\w.$}~)/-])\/(?:root|home|tmp|build|work|src|nonexistent)[\w-]{0,40}(?![\w/.-])/gu;

export const UUID = /(?<![\da-f])[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}(?![\da-f])/giu;

/** Hexadecimal of eight digits and more; `isDrawn` says whether it looks it. */
export const HEX = /(?<![\da-z]|\d\.)(?:0x)?[\da-f]{8,256}(?![\da-z])/giu;

/** Pairs of hexadecimal digits, as fingerprints are written. */
export const HEX_PAIRS = /(?<![\da-f:-])[\da-f]{2}(?:[:-][\da-f]{2}){5,63}(?![\da-f:-])/giu;

/** Letters and digits in a row, as from base64 or from a temporary name. */
export const TOKEN = /[A-Za-z\d+/_.-]{6,512}={0,2}/gu;

export const VERSION = /(?:(?<![\w.])v?|(?<=\b(?:c?python|perl|ruby|lua|php|node|gcc|g\+\+|clang|llvm|go|rustc|jdk|java|qt)[-_]?|\b(?:GLIBC_|GLIBCXX_|CXXABI_|Lav[cf])))\d{1,8}(?:\.\d{1,8}){1,5}(?:[-+~.][\w.+~-]{1,60})?/gu;

/** The tools whose versions end up in what they make, and the words in which they say so. */
export const TOOL_WORDS = /\b(?:generat(?:ed|or)|produc(?:ed|er)|creat(?:ed|or)[ -]by|compil(?:ed|er)|built with|made (?:with|by)|written by|processed by|using|gcc|g\+\+|clang|llvm|rustc|ghc|javac|jdk|jre|openjdk|golang|go version|ocaml|pod::man|pod2man|doxygen|sphinx|docutils|docbook|asciidoc\w*|pandoc|help2man|debhelper|dh_\w+|autoconf|automake|libtool|cmake|meson|gettext|poedit|bison|flex|swig|protoc|cython|setuptools|bdist_wheel|wheel|flit|poetry|hatchling|maven|gradle|ant|bnd|webpack|rollup|tsc|typedoc|javadoc|jsdoc|qt|moc|uic|texi2any|makeinfo|latex|pdftex|xetex|luatex|ghostscript|cairo|inkscape|imagemagick|graphviz|gtk-doc|valac?|gobject|(?:c?python|perl|ruby|lua|php|node)[\d.-]*|libc6|libstdc\+\+6|glibc\w*|glibcxx\w*|cxxabi\w*|lav[cf][\d.]*|rubygems\w*|software|toolkit|encoder|converter|exporter|npm|nasm|ld|binutils|dpkg\w*|rpmbuild)\b|generator|bundle-?tool|build-?jdk|\btool\b/iu;

/** What stands before the name of a machine or of a person: `host: `, `"builder": "`, `name="build-user" content="`. */
export const HOST_WORDS = new RegExp([
  '(?:^|[^a-z])(?:build|compile)?[ _-]?(?:',
  'host|fqdn|node|machine|computer|workstation|user|login|log[ _-]?name|who(?:ami)?|builder|packager|operator|owner|author|uid|gid',
  '|build[ _-]?(?:system|box|server|daemon|agent|worker|runner|executor)',
  '|(?:built|build|compiled|generated|created|packaged|made|linked|assembled)[ _-]?(?:by|on|at)(?: the)?',
  ')(?:[ _.-]?(?:name|id|is|was|host|user|machine))?["\'>\\])]{0,3}(?:\\s{1,5}(?:content|value))?',
  '\\s{0,20}(?:[:=,]|=>|:=|is|was|on|by|as)?\\s{0,20}["\'<[(]{0,3}$',
].join(''), 'iu');

export const USER_AT_HOST = /(?<![\w.+-])[\w+-][\w.+-]{0,63}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}/gu;
/** What `id` prints. */
export const IDS = /\b(?:[ug]id|groups)=\d{1,10}\([\w.-]{1,40}\)(?:,\d{1,10}\([\w.-]{1,40}\)){0,40}/gu;
/** `Linux name release`, as `uname` prints it. */
export const UNAME = /\bLinux(?:\s+version)?\s+\S+(?:\s+\d+\.\d+\S*)?(?:\s+\([^()]{1,120}\))?(?:\s+#\d+\S*(?:\s+(?:SMP|PREEMPT\S*|Debian|\d+\.\d+\S*)){0,5})?/gu;
/** `6.1.0-18-amd64`: three numbers and more after a hyphen. */
export const KERNEL = /(?<![\w.])\d{1,2}\.\d{1,3}\.\d{1,3}(?:-[\w.+~-]{1,60})?(?![\w])/gu;
/** `#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1`. */
export const KERNEL_BUILD = /#\d{1,4}(?:[-~.\w]{0,30})? (?:SMP|PREEMPT)[\w ,:()+.~-]{0,120}/gu;
export const KERNEL_WORDS = /\b(?:linux|kernel|uname|osrelease|os[ _-]?version|system)/iu;

/** `de_DE.UTF-8`, `C`, `POSIX`. */
export const LOCALE_NAME = /(?<![\w./-])(?:[a-z]{2,3}_[A-Z]{2}(?:\.[\w-]{1,20})?(?:@\w{1,20})?|C(?:\.[Uu][Tt][Ff]-?8)?|POSIX|[a-z]{2})(?![\w./-])/gu;
export const LOCALE_WORDS = /\b(?:LANG|LANGUAGE|LC_[A-Z]{2,20}|locale|language)\b/iu;
export const CHARSET = /\b(?:UTF-?8|Unicode|Non-ISO extended-ASCII|US-ASCII|ASCII|ANSI_X3\.4-1968|ISO-?8859(?:-\d{1,2})?|latin-?\d|windows-125\d|koi8-r|euc-jp|shift_jis)\b/giu;
export const CHARSET_WORDS = /charset|encoding|codec|\btext\b/iu;

/** Digests of other files follow from what differs in those. */
export const DIGEST_WORDS = /\b(?:md5|sha-?\d{1,3}|digest|checksum|integrity|crc(?:32)?|hash(?:es)?)|^[\da-f]{32,128} [ *]/iu;
export const RANDOM_WORDS = /\b(?:seed|random|rand|nonce|salt|token|secret|guid|uuid|session|cookie|serial|key|iv|id|tmp|temp)(?![a-z])/iu;

/** An octal mode, and the words before it. */
export const MODE_WORDS = /(?:mode|umask|chmod|perm(?:ission)?s?|\s-m)["']?\s{0,5}(?:[:=,(]|is)?\s{0,5}["']?$/iu;
/** Paper follows the country. */
export const PAPER = /\b(?:a4|letter|legal|595(?:\.\d{1,6})?[ x,]{1,3}84[12](?:\.\d{1,6})?|612[ x,]{1,3}792|210[ x]{1,3}297)\b/giu;

/** Names of compressors, where a line says which was used. */
export const COMPRESSOR = /\b(?:gzip|xz|lzma|lzo|lz4|zstd|bzip2|zlib|deflate|store|none)\b/giu;

/** Where an installed system keeps things: a path there says where something is, not where it was built. */
export const SYSTEM_PATH = /^\/(?:usr(?!\/src)|etc|bin|sbin|lib\d{0,2}|libx32|var(?!\/(?:tmp|lib\/jenkins|lib\/buildkite|cache\/pbuilder))|opt|dev|proc|sys|run|boot)(?:\/|$)/u;
