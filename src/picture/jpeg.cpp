// JPEG by libjpeg-turbo. Its errors come back by longjmp, so nothing with a destructor lives in the
// functions that it may leave.
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <jpeglib.h>

#include "picture/raster.h"

namespace picture {

namespace {

using base::Code;

constexpr int kQuality = 85;
// A progressive file may draw itself as often as it likes; a camera's does so about ten times.
constexpr int kMostScans = 100;
constexpr int kExifMarker = JPEG_APP0 + 1;

struct Errors {
  jpeg_error_mgr base;
  std::jmp_buf out;
};

[[noreturn]] void leave(j_common_ptr info) {
  std::longjmp(reinterpret_cast<Errors*>(info->err)->out, 1);
}
void say_nothing(j_common_ptr) {}
void count_scans(j_common_ptr info) {
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > kMostScans) leave(info);
}

void catch_errors(Errors& errors) {
  jpeg_std_error(&errors.base);
  errors.base.error_exit = leave;
  errors.base.output_message = say_nothing;
}

class Decoder {
 public:
  Decoder() {
    catch_errors(errors_);
    info_.err = &errors_.base;
    progress_.progress_monitor = count_scans;
  }
  ~Decoder() { jpeg_destroy_decompress(&info_); }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  bool read_header(base::ByteView file) {
    if (setjmp(errors_.out) != 0) return false;
    jpeg_create_decompress(&info_);
    info_.progress = &progress_;
    jpeg_save_markers(&info_, kExifMarker, 0xFFFF);
    jpeg_mem_src(&info_, file.data(), file.size());
    return jpeg_read_header(&info_, TRUE) == JPEG_HEADER_OK;
  }
  // Pixels of an eighth, a quarter or a half are made directly where more are not needed.
  bool start(std::uint32_t side) {
    if (setjmp(errors_.out) != 0) return false;
    info_.out_color_space = JCS_RGB;
    info_.scale_num = 1;
    while (info_.scale_denom < 8 && longest() / (info_.scale_denom * 2) >= side) {
      info_.scale_denom *= 2;
    }
    jpeg_start_decompress(&info_);
    return info_.output_components == 3;
  }
  bool read_rows(Raster& into) {
    if (setjmp(errors_.out) != 0) return false;
    while (info_.output_scanline < info_.output_height) {
      JSAMPROW row = &into.pixels[std::size_t{info_.output_scanline} * into.width * 3];
      jpeg_read_scanlines(&info_, &row, 1);
    }
    return true;
  }

  const jpeg_decompress_struct& info() const { return info_; }

 private:
  std::uint32_t longest() const { return std::max(info_.image_width, info_.image_height); }

  jpeg_decompress_struct info_{};
  jpeg_progress_mgr progress_{};
  Errors errors_{};
};

class Encoder {
 public:
  Encoder() {
    catch_errors(errors_);
    info_.err = &errors_.base;
  }
  ~Encoder() {
    jpeg_destroy_compress(&info_);
    std::free(bytes_);  // NOLINT: libjpeg took it with malloc
  }
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  bool write(const Raster& raster) {
    if (setjmp(errors_.out) != 0) return false;
    jpeg_create_compress(&info_);
    jpeg_mem_dest(&info_, &bytes_, &size_);
    info_.image_width = raster.width;
    info_.image_height = raster.height;
    info_.input_components = 3;
    info_.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info_);
    jpeg_set_quality(&info_, kQuality, TRUE);
    jpeg_start_compress(&info_, TRUE);
    while (info_.next_scanline < info_.image_height) {
      // libjpeg reads through a pointer that is not const.
      JSAMPROW row =
          const_cast<JSAMPROW>(&raster.pixels[std::size_t{info_.next_scanline} * raster.width * 3]);
      jpeg_write_scanlines(&info_, &row, 1);
    }
    jpeg_finish_compress(&info_);
    return true;
  }
  base::ByteView bytes() const { return {bytes_, size_}; }

 private:
  jpeg_compress_struct info_{};
  Errors errors_{};
  unsigned char* bytes_ = nullptr;
  unsigned long size_ = 0;
};

int orientation_of(const jpeg_decompress_struct& info) {
  for (jpeg_saved_marker_ptr one = info.marker_list; one != nullptr; one = one->next) {
    if (one->marker != kExifMarker) continue;
    return exif_orientation({one->data, one->data_length});
  }
  return 1;
}

}  // namespace

base::Result<Raster> decode_jpeg(base::ByteView file, std::uint32_t side, int& orientation) {
  Decoder decoder;
  if (!decoder.read_header(file)) return base::refuse(Code::bad_value, {{"field", "picture"}});
  const jpeg_decompress_struct& info = decoder.info();
  if (!is_bounded(info.image_width, info.image_height)) return base::refuse(Code::too_large);
  orientation = orientation_of(info);
  if (!decoder.start(side)) return base::refuse(Code::bad_value, {{"field", "picture"}});
  Raster raster{info.output_width, info.output_height, 3, {}};
  raster.pixels.resize(std::size_t{raster.width} * raster.height * 3);
  if (!decoder.read_rows(raster)) return base::refuse(Code::bad_value, {{"field", "picture"}});
  return raster;
}

base::Result<base::Bytes> encode_jpeg(const Raster& raster) {
  Encoder encoder;
  if (!encoder.write(raster)) return base::refuse(Code::bad_value, {{"field", "picture"}});
  const base::ByteView bytes = encoder.bytes();
  return base::Bytes(bytes.begin(), bytes.end());
}

}  // namespace picture
