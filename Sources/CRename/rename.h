// A rename that exchanges two names in one step, which glibc's headers do not show to Swift.
#ifndef GANREPL_RENAME_H
#define GANREPL_RENAME_H

int renameat2(int, const char *, int, const char *, unsigned int);

// Exchanges two names of a folder; -1 with errno if the file system or the kernel cannot.
static inline int exchangeNames(int folder, const char *one, const char *other) {
  const unsigned int exchange = 1 << 1;  // RENAME_EXCHANGE
  return renameat2(folder, one, folder, other, exchange);
}

#endif
