#ifndef GANREPL_PNG_H
#define GANREPL_PNG_H

#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// libpng leaves its functions by longjmp when something is wrong. A jump must not cross a Swift
// frame, so each whole encoding is one C function here.

/// Bytes being written; the buffer is the caller's to free.
typedef struct PNGWriting {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
  char message[128];
} PNGWriting;

static inline void pngWriteBytes(png_structp png, png_bytep from, size_t count) {
  PNGWriting *writing = (PNGWriting *)png_get_io_ptr(png);
  if (count > writing->capacity - writing->count) {
    size_t wanted = 2 * writing->capacity + count + 4096;
    uint8_t *larger = (uint8_t *)realloc(writing->bytes, wanted);
    if (!larger) png_error(png, "out of memory");
    writing->bytes = larger;
    writing->capacity = wanted;
  }
  memcpy(writing->bytes + writing->count, from, count);
  writing->count += count;
}

static inline void pngFlushNothing(png_structp png) { (void)png; }

static inline void pngWriteFailed(png_structp png, png_const_charp message) {
  PNGWriting *writing = (PNGWriting *)png_get_error_ptr(png);
  strncpy(writing->message, message, sizeof writing->message - 1);
  png_longjmp(png, 1);
}

static inline void pngWriteWarned(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

/// Encodes bytes of 1 (gray) or 3 (RGB) channels; 1 if all went well. Same pixels, same bytes.
static inline int pngEncode(PNGWriting *writing, const uint8_t *pixels, uint32_t width,
                            uint32_t height, int channels) {
  png_structp png =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, writing, pngWriteFailed, pngWriteWarned);
  if (!png) return 0;
  png_infop info = png_create_info_struct(png);
  if (!info || setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, info ? &info : NULL);
    return 0;
  }
  png_set_write_fn(png, writing, pngWriteBytes, pngFlushNothing);
  png_set_compression_level(png, 6);
  png_set_IHDR(png, info, width, height, 8,
               channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  for (uint32_t row = 0; row < height; row++)
    png_write_row(png, pixels + (size_t)row * width * channels);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return 1;
}

#endif
