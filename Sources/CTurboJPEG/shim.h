#include <turbojpeg.h>

// The library says its version nowhere but in a header that is not always installed.
#if __has_include(<jconfig.h>)
#include <jconfig.h>
#endif

// 2001005 for 2.1.5; 0 where it is not known.
static inline int turboJPEGVersion(void) {
#ifdef LIBJPEG_TURBO_VERSION_NUMBER
  return LIBJPEG_TURBO_VERSION_NUMBER;
#else
  return 0;
#endif
}
