// Which instructions the compiler may use where this is included, and which of them the processor that
// runs the program lacks. Compiled for the baseline, `lackingInstruction` runs on every processor.
#ifndef GANREPL_INSTRUCTIONS_H
#define GANREPL_INSTRUCTIONS_H

#include <stdint.h>

// 1 where the compiler defines a macro as 1, 0 where it defines none (as in Linux's kconfig.h).
#define GANREPL_PLACE_1 0,
#define GANREPL_SECOND(first, second, ...) second
#define GANREPL_IS_ONE(x) GANREPL_SECOND(x 1, 0, 0)
#define GANREPL_PASTED(x) GANREPL_IS_ONE(GANREPL_PLACE_##x)
#define GANREPL_DEFINED(x) GANREPL_PASTED(x)

// Extensions of x86-64, by the compiler's macro and by the name that GCC and Clang know them by.
#define GANREPL_EXTENSIONS(X) \
  X(0, __SSE3__, "sse3") X(1, __SSSE3__, "ssse3") X(2, __SSE4_1__, "sse4.1") \
  X(3, __SSE4_2__, "sse4.2") X(4, __POPCNT__, "popcnt") X(5, __AVX__, "avx") \
  X(6, __AVX2__, "avx2") X(7, __FMA__, "fma") X(8, __F16C__, "f16c") X(9, __BMI__, "bmi") \
  X(10, __BMI2__, "bmi2") X(11, __LZCNT__, "lzcnt") X(12, __MOVBE__, "movbe") \
  X(13, __AVX512F__, "avx512f") X(14, __AVX512BW__, "avx512bw") X(15, __AVX512CD__, "avx512cd") \
  X(16, __AVX512DQ__, "avx512dq") X(17, __AVX512VL__, "avx512vl") \
  X(18, __AVX512IFMA__, "avx512ifma") X(19, __AVX512VBMI__, "avx512vbmi") \
  X(20, __AVX512VBMI2__, "avx512vbmi2") X(21, __AVX512VNNI__, "avx512vnni") \
  X(22, __AVX512BITALG__, "avx512bitalg") X(23, __AVX512VPOPCNTDQ__, "avx512vpopcntdq") \
  X(24, __AVX512BF16__, "avx512bf16") X(25, __AVX512FP16__, "avx512fp16") \
  X(26, __GFNI__, "gfni") X(27, __AVXVNNI__, "avxvnni") X(28, __FMA4__, "fma4") \
  X(29, __XOP__, "xop")

// The extensions that the compiler may use where this is included, a bit each.
#define GANREPL_BIT(bit, macro, name) | (uint64_t)GANREPL_DEFINED(macro) << bit
static const uint64_t compiledInstructions = 0 GANREPL_EXTENSIONS(GANREPL_BIT);
#undef GANREPL_BIT

// What the levels of x86-64 need beyond its baseline: v3 has AVX2, v4 AVX-512.
static const uint64_t instructionsOfV3 = 0x1fff;
static const uint64_t instructionsOfV4 = 0x3ffff;

// The name of an extension of those wanted that this processor, or its system, does not have; null if
// it has them all.
static inline const char *_Nullable lackingInstruction(uint64_t wanted) {
#if defined(__x86_64__)
  __builtin_cpu_init();
#define GANREPL_CHECK(bit, macro, name) \
  if ((wanted >> bit & 1) && !__builtin_cpu_supports(name)) return name;
  GANREPL_EXTENSIONS(GANREPL_CHECK)
#undef GANREPL_CHECK
#endif
  (void)wanted;
  return 0;
}

// Whether there are levels to choose from. A function, so that Swift does not complain of the branch
// that is never taken.
static inline _Bool hasProcessorLevels(void) {
#if defined(__x86_64__)
  return 1;
#else
  return 0;
#endif
}

#endif
