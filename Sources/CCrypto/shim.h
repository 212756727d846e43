// The plain functions of SHA-256: they never fail, allocate nothing and read no configuration. OpenSSL 3 marks
// them as old in favour of those that look for a provider first, which doubles the time a program takes to
// start.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
