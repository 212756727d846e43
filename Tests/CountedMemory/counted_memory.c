#include "counted_memory.h"

#include <stdlib.h>

// Sanitizers have an allocator of their own, which must stay in its place.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_SANITIZER
#endif
#endif

#if defined(__GLIBC__) && !defined(HAS_SANITIZER)
// An executable's own malloc takes the place of the library's.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static __thread long allocations;
static __thread long bytes;

static void count(size_t size) {
  allocations += 1;
  bytes += (long)size;
}

void *malloc(size_t size) {
  count(size);
  return __libc_malloc(size);
}

void *calloc(size_t elements, size_t size) {
  count(elements * size);
  return __libc_calloc(elements, size);
}

void *realloc(void *memory, size_t size) {
  count(size);
  return __libc_realloc(memory, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  count(size);
  *memory = __libc_memalign(alignment, size);
  return *memory == NULL ? 12 : 0;
}

long allocationsOfThisThread(void) { return allocations; }
long allocatedBytesOfThisThread(void) { return bytes; }
#else
long allocationsOfThisThread(void) { return -1; }
long allocatedBytesOfThisThread(void) { return -1; }
#endif
