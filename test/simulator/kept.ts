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
  "an event of the old page was rejected after a push had moved the state on (the simulator forgot what that page shows)":
    "419894 publish:23258:35016 deliver:2794:28256 deliver:52530:14888 deliver:47552:62135 deploy-kept:40318:10286 click:16276:6032 consume:9293:65194",
  "the same, in a session that no other tab was in":
    "410112 duplicate:54353:62494 deploy:58732:36491 visit:56710:4336 publish:58265:26993 calm:7435:48601 deploy-kept:29491:12720 consume:48970:57018 click:7121:61195",
  "the same, of an event that was stale":
    "410075 calm:34216:31151 click:50117:54446 deliver:61624:4607 click:49207:14862 deploy-kept:52277:32946 publish:42566:55558 consume:31542:60926",
  "the attempt of a run was counted while events that waited behind it kept it from beginning":
    "411276 drop:38278:8580 act:52320:37924 calm:44096:3624 click:57209:50866 click:25504:25906 wake:61629:11473 calm:55388:47910 deploy:6971:23978 intrude:50628:23046 crash-after:57352:45942 publish:52565:55560 calm:58014:6567 consume:40964:8525 hibernate:51232:23741",
  "the same, and the hello failed after it":
    "490218 drop:32306:36376 calm:25201:49757 pause:35451:30420 act:27276:33103 click:36918:34246 calm:42827:22501 fail:56179:29367 publish:24572:17621 tick:30385:33590 consume:61229:25546 deploy-kept:1184:62085 intrude:46310:19514 crash-after:19314:59033 calm:15649:32555",
};
