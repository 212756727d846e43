// What the compiler knows of the processor that the kernels are compiled for.
#ifndef GANREPL_PROCESSOR_H
#define GANREPL_PROCESSOR_H

#if defined(__AVX512F__)
static const int vectorLanes = 16;
#elif defined(__AVX__)
static const int vectorLanes = 8;
#else
static const int vectorLanes = 4;
#endif

// How many vector registers there are: what a tile of a product may take.
#if defined(__AVX512F__) || defined(__aarch64__)
static const int vectorRegisters = 32;
#else
static const int vectorRegisters = 16;
#endif

// How many cores this process may run on, as its binding says (taskset, a container, mpirun); elsewhere
// than on Linux all there are.
#include <unistd.h>
#if defined(__linux__)
#include <sys/syscall.h>
#endif
static inline int boundCores(void) {
  int count = 0;
#if defined(__linux__)
  unsigned char bits[1024] = {0};
  long size = syscall(SYS_sched_getaffinity, 0, sizeof bits, bits);
  for (long i = 0; i < size; i++) count += __builtin_popcount(bits[i]);
#else
  count = (int)sysconf(_SC_NPROCESSORS_ONLN);
#endif
  return count;
}

// Without fused multiply-add in hardware, `fma` would be a library call per element. A function, so
// that Swift does not complain of the branch that is never taken.
static inline _Bool hasFusedMultiplyAdd(void) {
#if defined(__FMA__) || defined(__AVX512F__) || defined(__ARM_FEATURE_FMA)
  return 1;
#else
  return 0;
#endif
}

// Tells the processor that another thread is being waited for.
static inline void spinPause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ __volatile__("yield");
#endif
}

// Asks for the cache line of an address that will soon be read, or written; it may be any address.
// What is read comes into the second cache: the first has few places for what is on its way.
static inline void prefetchToRead(const void *address) { __builtin_prefetch(address, 0, 2); }
static inline void prefetchToWrite(const void *address) { __builtin_prefetch(address, 1, 3); }

// The square roots of a vector's numbers in one instruction; Swift's own takes them one by one.
typedef float floats4 __attribute__((ext_vector_type(4)));
typedef float floats8 __attribute__((ext_vector_type(8)));
typedef float floats16 __attribute__((ext_vector_type(16)));
static inline floats4 squareRoots4(floats4 x) { return __builtin_elementwise_sqrt(x); }
static inline floats8 squareRoots8(floats8 x) { return __builtin_elementwise_sqrt(x); }
static inline floats16 squareRoots16(floats16 x) { return __builtin_elementwise_sqrt(x); }

#endif
