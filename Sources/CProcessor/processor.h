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

// Without fused multiply-add in hardware, `fma` would be a library call per element.
#if defined(__FMA__) || defined(__AVX512F__) || defined(__ARM_FEATURE_FMA)
static const int hasFusedMultiplyAdd = 1;
#else
static const int hasFusedMultiplyAdd = 0;
#endif

// Tells the processor that another thread is being waited for.
static inline void spinPause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ __volatile__("yield");
#endif
}

#endif
