/**
 * @module Schedules that failed once, shrunk, by what was wrong. They never may again.
 */
export const KEPT: { readonly [wrong: string]: string } = {
  "a state that could not be rendered was committed while events waited after a deploy":
    "44 click:28757:21494 click:40698:19046 calm:57657:61512 click:55706:14161 click:12364:55923 click:57427:40338 deploy:1922:42778",
  "a page whose session had expired was sent away for good":
    "33 click:18001:54927 calm:40736:54554 click:59811:58191 crash:50927:54491 jump:3859:36759",
  "a page whose session had expired met another page's new one":
    "345 click:30688:32879 calm:24192:34492 drop:26795:36497 deliver:58699:64672 duplicate:30325:41267 click:34034:63190 jump:24660:5307",
  "a migrate that failed kept the page from ever coming to rest":
    "160 deploy:30112:65103 calm:42125:6247 deploy:11777:34729",
  "after sleep a call ran with other arguments than its page had shown":
    "645 click:9357:48537 deliver:25627:47390 click:40932:64466 deliver:47983:357 click:284:25141 click:31908:50272 deliver:43468:25077 click:38165:34804 deploy-kept:50655:46487 click:3797:45264 click:2696:9389 calm:27928:17099 click:3187:34037 click:7250:59100 tick:12566:31476 deliver:10117:47705 click:37080:40204 deploy-kept:46239:53002",
  "an address of the second program before was read in the frame of the third":
    "1643 click:61037:19124 calm:54961:60731 visit:19906:33491 duplicate:21774:2417 drop:49255:60294 deploy:12320:22826 deliver:22429:10778 calm:5082:39127 duplicate:54699:23121 deploy:8082:33040 click:6458:49362 calm:3752:7940 deploy-kept:3945:48192 click:50202:42911",
  "an address of an expired session was read in the one that another page had begun":
    "18391 click:52093:20719 duplicate:11630:15430 crash-before:20609:19439 deliver:55647:3326 calm:18570:25212 pause:44594:5094 crash-before:14795:17517 click:28339:45571 duplicate:16294:14894 calm:17956:22934 click:31187:31379 crash-after:44623:54886 deliver:41172:18193 jump:45126:65457",
  "the same, by a page that had seen another program":
    "17612 deliver:53121:52684 duplicate:19455:13928 deploy:52142:20742 calm:53320:45634 drop:53530:33364 click:20322:43062 deploy-kept:26016:63531 deliver:3940:12074 visit:57673:52208 click:58204:52215 jump:38226:39357",
  "what a page called current was read in the view that was mounted anew":
    "2121 click:55468:13700 click:36623:7664 click:5250:59328 calm:45505:52597 click:47720:18159 calm:58262:43091 click:22172:26769 click:41116:39113 click:62847:13917 click:63923:60205 calm:52357:33096 click:25889:10915 deliver:28070:61955 deliver:61810:4789 deploy-kept:60732:63234 click:9125:29819",
  "a task was not begun again after sleep while nobody spoke (a mutant's; seeds seldom do)":
    "5 calm:0:0 act:0:1 calm:0:0 hibernate:0:0",
  "a run whose attempt could not be counted was taken for running":
    "3894 act:63094:13698 calm:28705:11238 act:1511:46615 crash-after:32839:12398 deliver:36056:57226 deliver:58662:28009 pause:36027:23449 tick:26170:8293 fail:55434:16021 pause:7879:20412",
};
