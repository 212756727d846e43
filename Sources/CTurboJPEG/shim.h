#ifndef GANREPL_JPEG_H
#define GANREPL_JPEG_H

#include <stdio.h>

#include <jpeglib.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

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

// libjpeg leaves its functions by longjmp when something is wrong. A jump must not cross a Swift
// frame, so a whole decoding is one C function here; the rows are taken between two calls of libjpeg.

/// Takes `count` rows from the top on, in the order in which they come.
typedef void (*JPEGRowsTaken)(void *context, const uint8_t *rows, uint32_t count);

/// What became of a decoding.
typedef enum JPEGResult { JPEGBroken = 0, JPEGWhole = 1, JPEGEndsEarly = 2 } JPEGResult;

/// Bytes being read, and what the library says of them.
typedef struct JPEGReading {
  const uint8_t *bytes;
  size_t count;
  /// How often the library mended broken data.
  long warnings;
  /// Rows that came.
  uint32_t rows;
  char message[JMSG_LENGTH_MAX];
} JPEGReading;

typedef struct JPEGFailure {
  struct jpeg_error_mgr manager;
  jmp_buf jump;
  JPEGReading *reading;
} JPEGFailure;

static inline void jpegFailed(j_common_ptr info) {
  JPEGFailure *failure = (JPEGFailure *)info->err;
  info->err->format_message(info, failure->reading->message);
  longjmp(failure->jump, 1);
}

static inline void jpegSaysNothing(j_common_ptr info) { (void)info; }
static inline void jpegSourceBegins(j_decompress_ptr info) { (void)info; }

// All bytes are there from the start: more are never to be had, and decoding suspends.
static inline boolean jpegNoMoreBytes(j_decompress_ptr info) {
  (void)info;
  return FALSE;
}

static inline void jpegSkip(j_decompress_ptr info, long count) {
  struct jpeg_source_mgr *source = info->src;
  size_t skipped = count < 0 ? 0 : (size_t)count;
  if (skipped > source->bytes_in_buffer) skipped = source->bytes_in_buffer;
  source->next_input_byte += skipped;
  source->bytes_in_buffer -= skipped;
}

/// Decodes a picture of known size, `room` rows at a time into `rows`, which `taken` takes.
///
/// It is whole when its last row came, whatever follows or is missing then: as Pillow decides it.
static inline JPEGResult jpegDecode(JPEGReading *reading, int components, uint32_t width,
                                    uint32_t height, uint8_t *rows, size_t stride, uint32_t room,
                                    JPEGRowsTaken taken, void *context) {
  struct jpeg_decompress_struct info;
  struct jpeg_source_mgr source;
  JPEGFailure failure;
  memset(&info, 0, sizeof info);
  memset(&source, 0, sizeof source);
  failure.reading = reading;
  info.err = jpeg_std_error(&failure.manager);
  failure.manager.error_exit = jpegFailed;
  failure.manager.output_message = jpegSaysNothing;
  if (setjmp(failure.jump)) {
    jpeg_destroy_decompress(&info);
    return JPEGBroken;
  }
  jpeg_create_decompress(&info);
  source.init_source = jpegSourceBegins;
  source.fill_input_buffer = jpegNoMoreBytes;
  source.skip_input_data = jpegSkip;
  source.resync_to_restart = jpeg_resync_to_restart;
  source.term_source = jpegSourceBegins;
  source.next_input_byte = reading->bytes;
  source.bytes_in_buffer = reading->count;
  info.src = &source;

  int header;
  do header = jpeg_read_header(&info, FALSE);
  while (header == JPEG_HEADER_TABLES_ONLY);
  if (header == JPEG_SUSPENDED) goto endsEarly;
  if (info.image_width != width || info.image_height != height ||
      info.num_components != components) {
    strcpy(reading->message, "header read in two ways");
    jpeg_destroy_decompress(&info);
    return JPEGBroken;
  }
  info.out_color_space =
      components == 1 ? JCS_GRAYSCALE : components == 3 ? JCS_RGB : JCS_CMYK;
  if (!jpeg_start_decompress(&info)) goto endsEarly;
  uint32_t held = 0;
  while (info.output_scanline < height) {
    JSAMPROW row = rows + held * stride;
    if (jpeg_read_scanlines(&info, &row, 1) != 1) goto endsEarly;
    reading->rows = info.output_scanline;
    if (++held == room || info.output_scanline == height) {
      taken(context, rows, held);
      held = 0;
    }
  }
  jpeg_finish_decompress(&info);
  reading->warnings = info.err->num_warnings;
  jpeg_destroy_decompress(&info);
  return JPEGWhole;

endsEarly:
  jpeg_destroy_decompress(&info);
  return JPEGEndsEarly;
}

#endif
