#!/bin/sh
# Makes the loops of 8 s that the stand-in repeats: a test pattern and a tone, both made by ffmpeg, once in each format.
# They are committed, so that only changing them needs ffmpeg and Python.
#
# 8 s at 16 kHz are exactly 125 AAC frames, so that sound and picture begin anew together. A group of pictures lasts 1 s.
set -eu
cd "$(dirname "$0")"
made=$(mktemp -d)
trap 'rm -r "$made"' EXIT

plain='-map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact'
# shellcheck disable=SC2086
ffmpeg -v error -f lavfi -i testsrc=s=320x180:r=10:d=8 $plain -pix_fmt yuv420p -c:v libx264 -profile:v baseline \
	-g 10 -keyint_min 10 -sc_threshold 0 -crf 30 "$made/video.h264"
ffmpeg -v error -f lavfi -i testsrc2=s=640x360:d=1 -frames:v 1 -q:v 6 -fflags +bitexact -flags:v +bitexact -y cover.jpg

# The encoder fades the tone in, so the loop is taken from the middle.
# shellcheck disable=SC2086
ffmpeg -v error -f lavfi -i sine=f=440:r=16000:d=24 $plain -c:a aac -b:a 16k -f adts "$made/tone.aac"
python3 - "$made/tone.aac" loop.aac <<'PYTHON'
import sys

data = open(sys.argv[1], "rb").read()
frames = []
while data:
    size = (data[3] & 3) << 11 | data[4] << 3 | data[5] >> 5
    frames.append(data[:size])
    data = data[size:]
open(sys.argv[2], "wb").write(b"".join(frames[125:250]))
PYTHON


# shellcheck disable=SC2086
ffmpeg -v error -r 10 -i "$made/video.h264" -i loop.aac -map 0 -map 1 $plain -c copy -bsf:a aac_adtstoasc \
	-f mp4 "$made/both.mp4"
remux() {
	# shellcheck disable=SC2086
	ffmpeg -v error -i "$made/both.mp4" $plain -c copy -y "$@"
}
remux -movflags empty_moov+default_base_moof+frag_keyframe+skip_trailer loop.mp4
remux -flvflags no_duration_filesize+no_metadata+no_sequence_end loop.flv
remux -f hls -hls_time 1 -hls_playlist_type vod -muxdelay 0 -muxpreload 0 \
	-hls_segment_filename "$made/%d.ts" "$made/list.m3u8"
cat "$made"/?.ts >loop.ts
