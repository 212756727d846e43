// What the sample prints with, and what Swift for bare processors wants of a system.
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void report(const unsigned char *what, long size, uint64_t hash) {
  printf("%s %ld: %016llx\n", what, size, (unsigned long long)hash);
}

void report_wrong(const unsigned char *what) {
  printf("wrong: %s\n", what);
  exit(1);
}

#ifdef __aarch64__
// Seeds of hash tables, of which the kernels have none.
void arc4random_buf(void *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) ((char *)bytes)[i] = 1;
}
#endif
