#ifndef GANREPL_PNG_H
#define GANREPL_PNG_H

#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// libpng leaves its functions by longjmp when something is wrong. A jump must not cross a Swift
// frame, so each whole decoding and each whole encoding is one C function here.

/// Bytes being read, and what went wrong with them.
typedef struct PNGReading {
  const uint8_t *bytes;
  size_t count;
  size_t position;
  /// Set when more bytes were asked for than there are.
  int ranOut;
  /// Set when the checksum over the pixels was wrong.
  int badChecksum;
  char message[128];
} PNGReading;

/// Bytes being written; the buffer is the caller's to free.
typedef struct PNGWriting {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
  char message[128];
} PNGWriting;

static inline void pngReadBytes(png_structp png, png_bytep into, size_t count) {
  PNGReading *reading = (PNGReading *)png_get_io_ptr(png);
  if (count > reading->count - reading->position) {
    reading->ranOut = 1;
    png_error(png, "file ends too early");
  }
  memcpy(into, reading->bytes + reading->position, count);
  reading->position += count;
}

static inline void pngReadFailed(png_structp png, png_const_charp message) {
  PNGReading *reading = (PNGReading *)png_get_error_ptr(png);
  strncpy(reading->message, message, sizeof reading->message - 1);
  png_longjmp(png, 1);
}

// A wrong checksum at the end of the pixels is only a warning to libpng.
static inline void pngReadWarned(png_structp png, png_const_charp message) {
  PNGReading *reading = (PNGReading *)png_get_error_ptr(png);
  if (strstr(message, "incorrect data check")) reading->badChecksum = 1;
}

/// Decodes a whole picture into `pixels`, `stride` bytes a row; 1 if all went well.
///
/// Gray of 16 bit comes as native 16-bit words, all else as bytes: 16-bit colour is cut to its
/// upper byte, small grays are spread over 0...255, small palette indices get a byte each.
/// Transparency chunks, text, profiles and gamma are passed over unread.
static inline int pngDecode(PNGReading *reading, uint8_t *pixels, size_t stride, uint32_t height,
                            uint32_t sideLimit, uint8_t *palette, int *paletteCount,
                            uint32_t *rowsDone) {
  png_structp png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, reading, pngReadFailed, pngReadWarned);
  if (!png) return 0;
  png_infop info = png_create_info_struct(png);
  if (!info || setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, info ? &info : NULL, NULL);
    return 0;
  }
  png_set_user_limits(png, sideLimit, sideLimit);
  png_set_chunk_cache_max(png, 128);
  png_set_chunk_malloc_max(png, 8 << 20);
  // A negative count: all chunks but the ones that make the picture.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_set_read_fn(png, reading, pngReadBytes);
  png_read_info(png, info);

  int depth = png_get_bit_depth(png, info);
  int color = png_get_color_type(png, info);
  if (depth == 16 && color != PNG_COLOR_TYPE_GRAY) png_set_strip_16(png);
  if (depth == 16 && color == PNG_COLOR_TYPE_GRAY) {
    const uint16_t probe = 1;
    if (*(const uint8_t *)&probe) png_set_swap(png);
  }
  if (depth < 8 && color == PNG_COLOR_TYPE_GRAY) png_set_expand_gray_1_2_4_to_8(png);
  if (depth < 8 && color == PNG_COLOR_TYPE_PALETTE) png_set_packing(png);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_rowbytes(png, info) != stride || png_get_image_height(png, info) != height)
    png_error(png, "header read in two ways");

  png_colorp colors = NULL;
  int count = 0;
  if (color == PNG_COLOR_TYPE_PALETTE && png_get_PLTE(png, info, &colors, &count)) {
    for (int i = 0; i < count && i < 256; i++) {
      palette[3 * i] = colors[i].red;
      palette[3 * i + 1] = colors[i].green;
      palette[3 * i + 2] = colors[i].blue;
    }
    *paletteCount = count < 256 ? count : 256;
  }
  for (int pass = 0; pass < passes; pass++)
    for (uint32_t row = 0; row < height; row++) {
      png_read_row(png, pixels + row * stride, NULL);
      if (pass == passes - 1) *rowsDone = row + 1;
    }
  png_destroy_read_struct(&png, &info, NULL);
  return 1;
}

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
