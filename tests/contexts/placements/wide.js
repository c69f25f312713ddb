// deno-fmt-ignore-file
// deno-lint-ignore-file -- these programs show forms, not manners
/** More constants, registers and scope slots than one byte can number. */

export async function manyRegisters(t) { //= a b c
  using a = t.res("a"); //@ a
  const v0 = t.n(0), v1 = t.n(1), v2 = t.n(2), v3 = t.n(3), v4 = t.n(4), v5 = t.n(5), v6 = t.n(6), v7 = t.n(7), v8 = t.n(8), v9 = t.n(9), v10 = t.n(10), v11 = t.n(11);
  const v12 = t.n(12), v13 = t.n(13), v14 = t.n(14), v15 = t.n(15), v16 = t.n(16), v17 = t.n(17), v18 = t.n(18), v19 = t.n(19), v20 = t.n(20), v21 = t.n(21), v22 = t.n(22), v23 = t.n(23);
  const v24 = t.n(24), v25 = t.n(25), v26 = t.n(26), v27 = t.n(27), v28 = t.n(28), v29 = t.n(29), v30 = t.n(30), v31 = t.n(31), v32 = t.n(32), v33 = t.n(33), v34 = t.n(34), v35 = t.n(35);
  const v36 = t.n(36), v37 = t.n(37), v38 = t.n(38), v39 = t.n(39), v40 = t.n(40), v41 = t.n(41), v42 = t.n(42), v43 = t.n(43), v44 = t.n(44), v45 = t.n(45), v46 = t.n(46), v47 = t.n(47);
  const v48 = t.n(48), v49 = t.n(49), v50 = t.n(50), v51 = t.n(51), v52 = t.n(52), v53 = t.n(53), v54 = t.n(54), v55 = t.n(55), v56 = t.n(56), v57 = t.n(57), v58 = t.n(58), v59 = t.n(59);
  const v60 = t.n(60), v61 = t.n(61), v62 = t.n(62), v63 = t.n(63), v64 = t.n(64), v65 = t.n(65), v66 = t.n(66), v67 = t.n(67), v68 = t.n(68), v69 = t.n(69), v70 = t.n(70), v71 = t.n(71);
  const v72 = t.n(72), v73 = t.n(73), v74 = t.n(74), v75 = t.n(75), v76 = t.n(76), v77 = t.n(77), v78 = t.n(78), v79 = t.n(79), v80 = t.n(80), v81 = t.n(81), v82 = t.n(82), v83 = t.n(83);
  const v84 = t.n(84), v85 = t.n(85), v86 = t.n(86), v87 = t.n(87), v88 = t.n(88), v89 = t.n(89), v90 = t.n(90), v91 = t.n(91), v92 = t.n(92), v93 = t.n(93), v94 = t.n(94), v95 = t.n(95);
  const v96 = t.n(96), v97 = t.n(97), v98 = t.n(98), v99 = t.n(99), v100 = t.n(100), v101 = t.n(101), v102 = t.n(102), v103 = t.n(103), v104 = t.n(104), v105 = t.n(105), v106 = t.n(106), v107 = t.n(107);
  const v108 = t.n(108), v109 = t.n(109), v110 = t.n(110), v111 = t.n(111), v112 = t.n(112), v113 = t.n(113), v114 = t.n(114), v115 = t.n(115), v116 = t.n(116), v117 = t.n(117), v118 = t.n(118), v119 = t.n(119);
  const v120 = t.n(120), v121 = t.n(121), v122 = t.n(122), v123 = t.n(123), v124 = t.n(124), v125 = t.n(125), v126 = t.n(126), v127 = t.n(127), v128 = t.n(128), v129 = t.n(129), v130 = t.n(130), v131 = t.n(131);
  const v132 = t.n(132), v133 = t.n(133), v134 = t.n(134), v135 = t.n(135), v136 = t.n(136), v137 = t.n(137), v138 = t.n(138), v139 = t.n(139), v140 = t.n(140), v141 = t.n(141), v142 = t.n(142), v143 = t.n(143);
  const v144 = t.n(144), v145 = t.n(145), v146 = t.n(146), v147 = t.n(147), v148 = t.n(148), v149 = t.n(149), v150 = t.n(150), v151 = t.n(151), v152 = t.n(152), v153 = t.n(153), v154 = t.n(154), v155 = t.n(155);
  const v156 = t.n(156), v157 = t.n(157), v158 = t.n(158), v159 = t.n(159), v160 = t.n(160), v161 = t.n(161), v162 = t.n(162), v163 = t.n(163), v164 = t.n(164), v165 = t.n(165), v166 = t.n(166), v167 = t.n(167);
  const v168 = t.n(168), v169 = t.n(169), v170 = t.n(170), v171 = t.n(171), v172 = t.n(172), v173 = t.n(173), v174 = t.n(174), v175 = t.n(175), v176 = t.n(176), v177 = t.n(177), v178 = t.n(178), v179 = t.n(179);
  const v180 = t.n(180), v181 = t.n(181), v182 = t.n(182), v183 = t.n(183), v184 = t.n(184), v185 = t.n(185), v186 = t.n(186), v187 = t.n(187), v188 = t.n(188), v189 = t.n(189), v190 = t.n(190), v191 = t.n(191);
  const v192 = t.n(192), v193 = t.n(193), v194 = t.n(194), v195 = t.n(195), v196 = t.n(196), v197 = t.n(197), v198 = t.n(198), v199 = t.n(199), v200 = t.n(200), v201 = t.n(201), v202 = t.n(202), v203 = t.n(203);
  const v204 = t.n(204), v205 = t.n(205), v206 = t.n(206), v207 = t.n(207), v208 = t.n(208), v209 = t.n(209), v210 = t.n(210), v211 = t.n(211), v212 = t.n(212), v213 = t.n(213), v214 = t.n(214), v215 = t.n(215);
  const v216 = t.n(216), v217 = t.n(217), v218 = t.n(218), v219 = t.n(219), v220 = t.n(220), v221 = t.n(221), v222 = t.n(222), v223 = t.n(223), v224 = t.n(224), v225 = t.n(225), v226 = t.n(226), v227 = t.n(227);
  const v228 = t.n(228), v229 = t.n(229), v230 = t.n(230), v231 = t.n(231), v232 = t.n(232), v233 = t.n(233), v234 = t.n(234), v235 = t.n(235), v236 = t.n(236), v237 = t.n(237), v238 = t.n(238), v239 = t.n(239);
  const v240 = t.n(240), v241 = t.n(241), v242 = t.n(242), v243 = t.n(243), v244 = t.n(244), v245 = t.n(245), v246 = t.n(246), v247 = t.n(247), v248 = t.n(248), v249 = t.n(249), v250 = t.n(250), v251 = t.n(251);
  const v252 = t.n(252), v253 = t.n(253), v254 = t.n(254), v255 = t.n(255), v256 = t.n(256), v257 = t.n(257), v258 = t.n(258), v259 = t.n(259), v260 = t.n(260), v261 = t.n(261), v262 = t.n(262), v263 = t.n(263);
  const v264 = t.n(264), v265 = t.n(265), v266 = t.n(266), v267 = t.n(267), v268 = t.n(268), v269 = t.n(269), v270 = t.n(270), v271 = t.n(271), v272 = t.n(272), v273 = t.n(273), v274 = t.n(274), v275 = t.n(275);
  const v276 = t.n(276), v277 = t.n(277), v278 = t.n(278), v279 = t.n(279), v280 = t.n(280), v281 = t.n(281), v282 = t.n(282), v283 = t.n(283), v284 = t.n(284), v285 = t.n(285), v286 = t.n(286), v287 = t.n(287);
  const v288 = t.n(288), v289 = t.n(289), v290 = t.n(290), v291 = t.n(291), v292 = t.n(292), v293 = t.n(293), v294 = t.n(294), v295 = t.n(295), v296 = t.n(296), v297 = t.n(297), v298 = t.n(298), v299 = t.n(299);
  await using b = t.ares("b"); //@ b
  {
    using c = t.res("c"); //@ c
    await t.hold();
  }
  t.use(v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15, v16, v17, v18, v19, v20, v21, v22, v23, v24, v25, v26, v27, v28, v29,
    v30, v31, v32, v33, v34, v35, v36, v37, v38, v39, v40, v41, v42, v43, v44, v45, v46, v47, v48, v49, v50, v51, v52, v53, v54, v55, v56, v57, v58, v59,
    v60, v61, v62, v63, v64, v65, v66, v67, v68, v69, v70, v71, v72, v73, v74, v75, v76, v77, v78, v79, v80, v81, v82, v83, v84, v85, v86, v87, v88, v89,
    v90, v91, v92, v93, v94, v95, v96, v97, v98, v99, v100, v101, v102, v103, v104, v105, v106, v107, v108, v109, v110, v111, v112, v113, v114, v115, v116, v117, v118, v119,
    v120, v121, v122, v123, v124, v125, v126, v127, v128, v129, v130, v131, v132, v133, v134, v135, v136, v137, v138, v139, v140, v141, v142, v143, v144, v145, v146, v147, v148, v149,
    v150, v151, v152, v153, v154, v155, v156, v157, v158, v159, v160, v161, v162, v163, v164, v165, v166, v167, v168, v169, v170, v171, v172, v173, v174, v175, v176, v177, v178, v179,
    v180, v181, v182, v183, v184, v185, v186, v187, v188, v189, v190, v191, v192, v193, v194, v195, v196, v197, v198, v199, v200, v201, v202, v203, v204, v205, v206, v207, v208, v209,
    v210, v211, v212, v213, v214, v215, v216, v217, v218, v219, v220, v221, v222, v223, v224, v225, v226, v227, v228, v229, v230, v231, v232, v233, v234, v235, v236, v237, v238, v239,
    v240, v241, v242, v243, v244, v245, v246, v247, v248, v249, v250, v251, v252, v253, v254, v255, v256, v257, v258, v259, v260, v261, v262, v263, v264, v265, v266, v267, v268, v269,
    v270, v271, v272, v273, v274, v275, v276, v277, v278, v279, v280, v281, v282, v283, v284, v285, v286, v287, v288, v289, v290, v291, v292, v293, v294, v295, v296, v297, v298, v299);
}

export async function manyConstants(t) { //= a b
  t.use("constant 0", "constant 1", "constant 2", "constant 3", "constant 4", "constant 5", "constant 6", "constant 7", "constant 8", "constant 9", "constant 10", "constant 11",
    "constant 12", "constant 13", "constant 14", "constant 15", "constant 16", "constant 17", "constant 18", "constant 19", "constant 20", "constant 21", "constant 22", "constant 23",
    "constant 24", "constant 25", "constant 26", "constant 27", "constant 28", "constant 29", "constant 30", "constant 31", "constant 32", "constant 33", "constant 34", "constant 35",
    "constant 36", "constant 37", "constant 38", "constant 39", "constant 40", "constant 41", "constant 42", "constant 43", "constant 44", "constant 45", "constant 46", "constant 47",
    "constant 48", "constant 49", "constant 50", "constant 51", "constant 52", "constant 53", "constant 54", "constant 55", "constant 56", "constant 57", "constant 58", "constant 59",
    "constant 60", "constant 61", "constant 62", "constant 63", "constant 64", "constant 65", "constant 66", "constant 67", "constant 68", "constant 69", "constant 70", "constant 71",
    "constant 72", "constant 73", "constant 74", "constant 75", "constant 76", "constant 77", "constant 78", "constant 79", "constant 80", "constant 81", "constant 82", "constant 83",
    "constant 84", "constant 85", "constant 86", "constant 87", "constant 88", "constant 89", "constant 90", "constant 91", "constant 92", "constant 93", "constant 94", "constant 95",
    "constant 96", "constant 97", "constant 98", "constant 99", "constant 100", "constant 101", "constant 102", "constant 103", "constant 104", "constant 105", "constant 106", "constant 107",
    "constant 108", "constant 109", "constant 110", "constant 111", "constant 112", "constant 113", "constant 114", "constant 115", "constant 116", "constant 117", "constant 118", "constant 119",
    "constant 120", "constant 121", "constant 122", "constant 123", "constant 124", "constant 125", "constant 126", "constant 127", "constant 128", "constant 129", "constant 130", "constant 131",
    "constant 132", "constant 133", "constant 134", "constant 135", "constant 136", "constant 137", "constant 138", "constant 139", "constant 140", "constant 141", "constant 142", "constant 143",
    "constant 144", "constant 145", "constant 146", "constant 147", "constant 148", "constant 149", "constant 150", "constant 151", "constant 152", "constant 153", "constant 154", "constant 155",
    "constant 156", "constant 157", "constant 158", "constant 159", "constant 160", "constant 161", "constant 162", "constant 163", "constant 164", "constant 165", "constant 166", "constant 167",
    "constant 168", "constant 169", "constant 170", "constant 171", "constant 172", "constant 173", "constant 174", "constant 175", "constant 176", "constant 177", "constant 178", "constant 179",
    "constant 180", "constant 181", "constant 182", "constant 183", "constant 184", "constant 185", "constant 186", "constant 187", "constant 188", "constant 189", "constant 190", "constant 191",
    "constant 192", "constant 193", "constant 194", "constant 195", "constant 196", "constant 197", "constant 198", "constant 199", "constant 200", "constant 201", "constant 202", "constant 203",
    "constant 204", "constant 205", "constant 206", "constant 207", "constant 208", "constant 209", "constant 210", "constant 211", "constant 212", "constant 213", "constant 214", "constant 215",
    "constant 216", "constant 217", "constant 218", "constant 219", "constant 220", "constant 221", "constant 222", "constant 223", "constant 224", "constant 225", "constant 226", "constant 227",
    "constant 228", "constant 229", "constant 230", "constant 231", "constant 232", "constant 233", "constant 234", "constant 235", "constant 236", "constant 237", "constant 238", "constant 239",
    "constant 240", "constant 241", "constant 242", "constant 243", "constant 244", "constant 245", "constant 246", "constant 247", "constant 248", "constant 249", "constant 250", "constant 251",
    "constant 252", "constant 253", "constant 254", "constant 255", "constant 256", "constant 257", "constant 258", "constant 259", "constant 260", "constant 261", "constant 262", "constant 263",
    "constant 264", "constant 265", "constant 266", "constant 267", "constant 268", "constant 269", "constant 270", "constant 271", "constant 272", "constant 273", "constant 274", "constant 275",
    "constant 276", "constant 277", "constant 278", "constant 279", "constant 280", "constant 281", "constant 282", "constant 283", "constant 284", "constant 285", "constant 286", "constant 287",
    "constant 288", "constant 289", "constant 290", "constant 291", "constant 292", "constant 293", "constant 294", "constant 295", "constant 296", "constant 297", "constant 298", "constant 299");
  using a = t.res("a"); //@ a
  {
    await using b = t.ares("b"); //@ b
    await t.hold();
  }
}

export async function manyRegistersExit(t) { //= a b!
  const v0 = t.n(0), v1 = t.n(1), v2 = t.n(2), v3 = t.n(3), v4 = t.n(4), v5 = t.n(5), v6 = t.n(6), v7 = t.n(7), v8 = t.n(8), v9 = t.n(9), v10 = t.n(10), v11 = t.n(11);
  const v12 = t.n(12), v13 = t.n(13), v14 = t.n(14), v15 = t.n(15), v16 = t.n(16), v17 = t.n(17), v18 = t.n(18), v19 = t.n(19), v20 = t.n(20), v21 = t.n(21), v22 = t.n(22), v23 = t.n(23);
  const v24 = t.n(24), v25 = t.n(25), v26 = t.n(26), v27 = t.n(27), v28 = t.n(28), v29 = t.n(29), v30 = t.n(30), v31 = t.n(31), v32 = t.n(32), v33 = t.n(33), v34 = t.n(34), v35 = t.n(35);
  const v36 = t.n(36), v37 = t.n(37), v38 = t.n(38), v39 = t.n(39), v40 = t.n(40), v41 = t.n(41), v42 = t.n(42), v43 = t.n(43), v44 = t.n(44), v45 = t.n(45), v46 = t.n(46), v47 = t.n(47);
  const v48 = t.n(48), v49 = t.n(49), v50 = t.n(50), v51 = t.n(51), v52 = t.n(52), v53 = t.n(53), v54 = t.n(54), v55 = t.n(55), v56 = t.n(56), v57 = t.n(57), v58 = t.n(58), v59 = t.n(59);
  const v60 = t.n(60), v61 = t.n(61), v62 = t.n(62), v63 = t.n(63), v64 = t.n(64), v65 = t.n(65), v66 = t.n(66), v67 = t.n(67), v68 = t.n(68), v69 = t.n(69), v70 = t.n(70), v71 = t.n(71);
  const v72 = t.n(72), v73 = t.n(73), v74 = t.n(74), v75 = t.n(75), v76 = t.n(76), v77 = t.n(77), v78 = t.n(78), v79 = t.n(79), v80 = t.n(80), v81 = t.n(81), v82 = t.n(82), v83 = t.n(83);
  const v84 = t.n(84), v85 = t.n(85), v86 = t.n(86), v87 = t.n(87), v88 = t.n(88), v89 = t.n(89), v90 = t.n(90), v91 = t.n(91), v92 = t.n(92), v93 = t.n(93), v94 = t.n(94), v95 = t.n(95);
  const v96 = t.n(96), v97 = t.n(97), v98 = t.n(98), v99 = t.n(99), v100 = t.n(100), v101 = t.n(101), v102 = t.n(102), v103 = t.n(103), v104 = t.n(104), v105 = t.n(105), v106 = t.n(106), v107 = t.n(107);
  const v108 = t.n(108), v109 = t.n(109), v110 = t.n(110), v111 = t.n(111), v112 = t.n(112), v113 = t.n(113), v114 = t.n(114), v115 = t.n(115), v116 = t.n(116), v117 = t.n(117), v118 = t.n(118), v119 = t.n(119);
  const v120 = t.n(120), v121 = t.n(121), v122 = t.n(122), v123 = t.n(123), v124 = t.n(124), v125 = t.n(125), v126 = t.n(126), v127 = t.n(127), v128 = t.n(128), v129 = t.n(129), v130 = t.n(130), v131 = t.n(131);
  const v132 = t.n(132), v133 = t.n(133), v134 = t.n(134), v135 = t.n(135), v136 = t.n(136), v137 = t.n(137), v138 = t.n(138), v139 = t.n(139), v140 = t.n(140), v141 = t.n(141), v142 = t.n(142), v143 = t.n(143);
  const v144 = t.n(144), v145 = t.n(145), v146 = t.n(146), v147 = t.n(147), v148 = t.n(148), v149 = t.n(149), v150 = t.n(150), v151 = t.n(151), v152 = t.n(152), v153 = t.n(153), v154 = t.n(154), v155 = t.n(155);
  const v156 = t.n(156), v157 = t.n(157), v158 = t.n(158), v159 = t.n(159), v160 = t.n(160), v161 = t.n(161), v162 = t.n(162), v163 = t.n(163), v164 = t.n(164), v165 = t.n(165), v166 = t.n(166), v167 = t.n(167);
  const v168 = t.n(168), v169 = t.n(169), v170 = t.n(170), v171 = t.n(171), v172 = t.n(172), v173 = t.n(173), v174 = t.n(174), v175 = t.n(175), v176 = t.n(176), v177 = t.n(177), v178 = t.n(178), v179 = t.n(179);
  const v180 = t.n(180), v181 = t.n(181), v182 = t.n(182), v183 = t.n(183), v184 = t.n(184), v185 = t.n(185), v186 = t.n(186), v187 = t.n(187), v188 = t.n(188), v189 = t.n(189), v190 = t.n(190), v191 = t.n(191);
  const v192 = t.n(192), v193 = t.n(193), v194 = t.n(194), v195 = t.n(195), v196 = t.n(196), v197 = t.n(197), v198 = t.n(198), v199 = t.n(199), v200 = t.n(200), v201 = t.n(201), v202 = t.n(202), v203 = t.n(203);
  const v204 = t.n(204), v205 = t.n(205), v206 = t.n(206), v207 = t.n(207), v208 = t.n(208), v209 = t.n(209), v210 = t.n(210), v211 = t.n(211), v212 = t.n(212), v213 = t.n(213), v214 = t.n(214), v215 = t.n(215);
  const v216 = t.n(216), v217 = t.n(217), v218 = t.n(218), v219 = t.n(219), v220 = t.n(220), v221 = t.n(221), v222 = t.n(222), v223 = t.n(223), v224 = t.n(224), v225 = t.n(225), v226 = t.n(226), v227 = t.n(227);
  const v228 = t.n(228), v229 = t.n(229), v230 = t.n(230), v231 = t.n(231), v232 = t.n(232), v233 = t.n(233), v234 = t.n(234), v235 = t.n(235), v236 = t.n(236), v237 = t.n(237), v238 = t.n(238), v239 = t.n(239);
  const v240 = t.n(240), v241 = t.n(241), v242 = t.n(242), v243 = t.n(243), v244 = t.n(244), v245 = t.n(245), v246 = t.n(246), v247 = t.n(247), v248 = t.n(248), v249 = t.n(249), v250 = t.n(250), v251 = t.n(251);
  const v252 = t.n(252), v253 = t.n(253), v254 = t.n(254), v255 = t.n(255), v256 = t.n(256), v257 = t.n(257), v258 = t.n(258), v259 = t.n(259), v260 = t.n(260), v261 = t.n(261), v262 = t.n(262), v263 = t.n(263);
  const v264 = t.n(264), v265 = t.n(265), v266 = t.n(266), v267 = t.n(267), v268 = t.n(268), v269 = t.n(269), v270 = t.n(270), v271 = t.n(271), v272 = t.n(272), v273 = t.n(273), v274 = t.n(274), v275 = t.n(275);
  const v276 = t.n(276), v277 = t.n(277), v278 = t.n(278), v279 = t.n(279), v280 = t.n(280), v281 = t.n(281), v282 = t.n(282), v283 = t.n(283), v284 = t.n(284), v285 = t.n(285), v286 = t.n(286), v287 = t.n(287);
  const v288 = t.n(288), v289 = t.n(289), v290 = t.n(290), v291 = t.n(291), v292 = t.n(292), v293 = t.n(293), v294 = t.n(294), v295 = t.n(295), v296 = t.n(296), v297 = t.n(297), v298 = t.n(298), v299 = t.n(299);
  using a = t.res("a"); //@ a
  await using b = t.stuck("b"); //@ b
  using c = t.res("c"); //@ c
  t.use(v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15, v16, v17, v18, v19, v20, v21, v22, v23, v24, v25, v26, v27, v28, v29,
    v30, v31, v32, v33, v34, v35, v36, v37, v38, v39, v40, v41, v42, v43, v44, v45, v46, v47, v48, v49, v50, v51, v52, v53, v54, v55, v56, v57, v58, v59,
    v60, v61, v62, v63, v64, v65, v66, v67, v68, v69, v70, v71, v72, v73, v74, v75, v76, v77, v78, v79, v80, v81, v82, v83, v84, v85, v86, v87, v88, v89,
    v90, v91, v92, v93, v94, v95, v96, v97, v98, v99, v100, v101, v102, v103, v104, v105, v106, v107, v108, v109, v110, v111, v112, v113, v114, v115, v116, v117, v118, v119,
    v120, v121, v122, v123, v124, v125, v126, v127, v128, v129, v130, v131, v132, v133, v134, v135, v136, v137, v138, v139, v140, v141, v142, v143, v144, v145, v146, v147, v148, v149,
    v150, v151, v152, v153, v154, v155, v156, v157, v158, v159, v160, v161, v162, v163, v164, v165, v166, v167, v168, v169, v170, v171, v172, v173, v174, v175, v176, v177, v178, v179,
    v180, v181, v182, v183, v184, v185, v186, v187, v188, v189, v190, v191, v192, v193, v194, v195, v196, v197, v198, v199, v200, v201, v202, v203, v204, v205, v206, v207, v208, v209,
    v210, v211, v212, v213, v214, v215, v216, v217, v218, v219, v220, v221, v222, v223, v224, v225, v226, v227, v228, v229, v230, v231, v232, v233, v234, v235, v236, v237, v238, v239,
    v240, v241, v242, v243, v244, v245, v246, v247, v248, v249, v250, v251, v252, v253, v254, v255, v256, v257, v258, v259, v260, v261, v262, v263, v264, v265, v266, v267, v268, v269,
    v270, v271, v272, v273, v274, v275, v276, v277, v278, v279, v280, v281, v282, v283, v284, v285, v286, v287, v288, v289, v290, v291, v292, v293, v294, v295, v296, v297, v298, v299);
}

export async function manySlots(t) { //= a b
  const s0 = 0, s1 = 1, s2 = 2, s3 = 3, s4 = 4, s5 = 5, s6 = 6, s7 = 7, s8 = 8, s9 = 9, s10 = 10, s11 = 11;
  const s12 = 12, s13 = 13, s14 = 14, s15 = 15, s16 = 16, s17 = 17, s18 = 18, s19 = 19, s20 = 20, s21 = 21, s22 = 22, s23 = 23;
  const s24 = 24, s25 = 25, s26 = 26, s27 = 27, s28 = 28, s29 = 29, s30 = 30, s31 = 31, s32 = 32, s33 = 33, s34 = 34, s35 = 35;
  const s36 = 36, s37 = 37, s38 = 38, s39 = 39, s40 = 40, s41 = 41, s42 = 42, s43 = 43, s44 = 44, s45 = 45, s46 = 46, s47 = 47;
  const s48 = 48, s49 = 49, s50 = 50, s51 = 51, s52 = 52, s53 = 53, s54 = 54, s55 = 55, s56 = 56, s57 = 57, s58 = 58, s59 = 59;
  const s60 = 60, s61 = 61, s62 = 62, s63 = 63, s64 = 64, s65 = 65, s66 = 66, s67 = 67, s68 = 68, s69 = 69, s70 = 70, s71 = 71;
  const s72 = 72, s73 = 73, s74 = 74, s75 = 75, s76 = 76, s77 = 77, s78 = 78, s79 = 79, s80 = 80, s81 = 81, s82 = 82, s83 = 83;
  const s84 = 84, s85 = 85, s86 = 86, s87 = 87, s88 = 88, s89 = 89, s90 = 90, s91 = 91, s92 = 92, s93 = 93, s94 = 94, s95 = 95;
  const s96 = 96, s97 = 97, s98 = 98, s99 = 99, s100 = 100, s101 = 101, s102 = 102, s103 = 103, s104 = 104, s105 = 105, s106 = 106, s107 = 107;
  const s108 = 108, s109 = 109, s110 = 110, s111 = 111, s112 = 112, s113 = 113, s114 = 114, s115 = 115, s116 = 116, s117 = 117, s118 = 118, s119 = 119;
  const s120 = 120, s121 = 121, s122 = 122, s123 = 123, s124 = 124, s125 = 125, s126 = 126, s127 = 127, s128 = 128, s129 = 129, s130 = 130, s131 = 131;
  const s132 = 132, s133 = 133, s134 = 134, s135 = 135, s136 = 136, s137 = 137, s138 = 138, s139 = 139, s140 = 140, s141 = 141, s142 = 142, s143 = 143;
  const s144 = 144, s145 = 145, s146 = 146, s147 = 147, s148 = 148, s149 = 149, s150 = 150, s151 = 151, s152 = 152, s153 = 153, s154 = 154, s155 = 155;
  const s156 = 156, s157 = 157, s158 = 158, s159 = 159, s160 = 160, s161 = 161, s162 = 162, s163 = 163, s164 = 164, s165 = 165, s166 = 166, s167 = 167;
  const s168 = 168, s169 = 169, s170 = 170, s171 = 171, s172 = 172, s173 = 173, s174 = 174, s175 = 175, s176 = 176, s177 = 177, s178 = 178, s179 = 179;
  const s180 = 180, s181 = 181, s182 = 182, s183 = 183, s184 = 184, s185 = 185, s186 = 186, s187 = 187, s188 = 188, s189 = 189, s190 = 190, s191 = 191;
  const s192 = 192, s193 = 193, s194 = 194, s195 = 195, s196 = 196, s197 = 197, s198 = 198, s199 = 199, s200 = 200, s201 = 201, s202 = 202, s203 = 203;
  const s204 = 204, s205 = 205, s206 = 206, s207 = 207, s208 = 208, s209 = 209, s210 = 210, s211 = 211, s212 = 212, s213 = 213, s214 = 214, s215 = 215;
  const s216 = 216, s217 = 217, s218 = 218, s219 = 219, s220 = 220, s221 = 221, s222 = 222, s223 = 223, s224 = 224, s225 = 225, s226 = 226, s227 = 227;
  const s228 = 228, s229 = 229, s230 = 230, s231 = 231, s232 = 232, s233 = 233, s234 = 234, s235 = 235, s236 = 236, s237 = 237, s238 = 238, s239 = 239;
  const s240 = 240, s241 = 241, s242 = 242, s243 = 243, s244 = 244, s245 = 245, s246 = 246, s247 = 247, s248 = 248, s249 = 249, s250 = 250, s251 = 251;
  const s252 = 252, s253 = 253, s254 = 254, s255 = 255, s256 = 256, s257 = 257, s258 = 258, s259 = 259, s260 = 260, s261 = 261, s262 = 262, s263 = 263;
  const s264 = 264, s265 = 265, s266 = 266, s267 = 267, s268 = 268, s269 = 269, s270 = 270, s271 = 271, s272 = 272, s273 = 273, s274 = 274, s275 = 275;
  const s276 = 276, s277 = 277, s278 = 278, s279 = 279, s280 = 280, s281 = 281, s282 = 282, s283 = 283, s284 = 284, s285 = 285, s286 = 286, s287 = 287;
  const s288 = 288, s289 = 289, s290 = 290, s291 = 291, s292 = 292, s293 = 293, s294 = 294, s295 = 295, s296 = 296, s297 = 297, s298 = 298, s299 = 299;
  using a = t.res("a"); //@ a
  using b = t.res("b"); //@ b
  const closure = () => t.use(a, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15, s16, s17, s18, s19, s20, s21, s22, s23, s24, s25, s26, s27, s28, s29,
    s30, s31, s32, s33, s34, s35, s36, s37, s38, s39, s40, s41, s42, s43, s44, s45, s46, s47, s48, s49, s50, s51, s52, s53, s54, s55, s56, s57, s58, s59,
    s60, s61, s62, s63, s64, s65, s66, s67, s68, s69, s70, s71, s72, s73, s74, s75, s76, s77, s78, s79, s80, s81, s82, s83, s84, s85, s86, s87, s88, s89,
    s90, s91, s92, s93, s94, s95, s96, s97, s98, s99, s100, s101, s102, s103, s104, s105, s106, s107, s108, s109, s110, s111, s112, s113, s114, s115, s116, s117, s118, s119,
    s120, s121, s122, s123, s124, s125, s126, s127, s128, s129, s130, s131, s132, s133, s134, s135, s136, s137, s138, s139, s140, s141, s142, s143, s144, s145, s146, s147, s148, s149,
    s150, s151, s152, s153, s154, s155, s156, s157, s158, s159, s160, s161, s162, s163, s164, s165, s166, s167, s168, s169, s170, s171, s172, s173, s174, s175, s176, s177, s178, s179,
    s180, s181, s182, s183, s184, s185, s186, s187, s188, s189, s190, s191, s192, s193, s194, s195, s196, s197, s198, s199, s200, s201, s202, s203, s204, s205, s206, s207, s208, s209,
    s210, s211, s212, s213, s214, s215, s216, s217, s218, s219, s220, s221, s222, s223, s224, s225, s226, s227, s228, s229, s230, s231, s232, s233, s234, s235, s236, s237, s238, s239,
    s240, s241, s242, s243, s244, s245, s246, s247, s248, s249, s250, s251, s252, s253, s254, s255, s256, s257, s258, s259, s260, s261, s262, s263, s264, s265, s266, s267, s268, s269,
    s270, s271, s272, s273, s274, s275, s276, s277, s278, s279, s280, s281, s282, s283, s284, s285, s286, s287, s288, s289, s290, s291, s292, s293, s294, s295, s296, s297, s298, s299);
  await t.hold();
  closure();
}

export async function manyResources(t) { //= r0 r1 r2 r3 r4 r5 r6 r7 r8 r9 r10 r11 r12 r13 r14 r15 r16 r17 r18 r19 r20 r21 r22 r23 r24 r25 r26 r27 r28 r29 r30 r31 r32 r33 r34 r35 r36 r37 r38 r39 r40 r41 r42 r43 r44 r45 r46 r47 r48 r49 r50 r51 r52 r53 r54 r55 r56 r57 r58 r59
  using r0 = t.res("r0"); //@ r0
  await using r1 = t.ares("r1"); //@ r1
  using r2 = t.res("r2"); //@ r2
  using r3 = t.res("r3"); //@ r3
  await using r4 = t.ares("r4"); //@ r4
  using r5 = t.res("r5"); //@ r5
  using r6 = t.res("r6"); //@ r6
  await using r7 = t.ares("r7"); //@ r7
  using r8 = t.res("r8"); //@ r8
  using r9 = t.res("r9"); //@ r9
  await using r10 = t.ares("r10"); //@ r10
  using r11 = t.res("r11"); //@ r11
  using r12 = t.res("r12"); //@ r12
  await using r13 = t.ares("r13"); //@ r13
  using r14 = t.res("r14"); //@ r14
  using r15 = t.res("r15"); //@ r15
  await using r16 = t.ares("r16"); //@ r16
  using r17 = t.res("r17"); //@ r17
  using r18 = t.res("r18"); //@ r18
  await using r19 = t.ares("r19"); //@ r19
  using r20 = t.res("r20"); //@ r20
  using r21 = t.res("r21"); //@ r21
  await using r22 = t.ares("r22"); //@ r22
  using r23 = t.res("r23"); //@ r23
  using r24 = t.res("r24"); //@ r24
  await using r25 = t.ares("r25"); //@ r25
  using r26 = t.res("r26"); //@ r26
  using r27 = t.res("r27"); //@ r27
  await using r28 = t.ares("r28"); //@ r28
  using r29 = t.res("r29"); //@ r29
  using r30 = t.res("r30"); //@ r30
  await using r31 = t.ares("r31"); //@ r31
  using r32 = t.res("r32"); //@ r32
  using r33 = t.res("r33"); //@ r33
  await using r34 = t.ares("r34"); //@ r34
  using r35 = t.res("r35"); //@ r35
  using r36 = t.res("r36"); //@ r36
  await using r37 = t.ares("r37"); //@ r37
  using r38 = t.res("r38"); //@ r38
  using r39 = t.res("r39"); //@ r39
  await using r40 = t.ares("r40"); //@ r40
  using r41 = t.res("r41"); //@ r41
  using r42 = t.res("r42"); //@ r42
  await using r43 = t.ares("r43"); //@ r43
  using r44 = t.res("r44"); //@ r44
  using r45 = t.res("r45"); //@ r45
  await using r46 = t.ares("r46"); //@ r46
  using r47 = t.res("r47"); //@ r47
  using r48 = t.res("r48"); //@ r48
  await using r49 = t.ares("r49"); //@ r49
  using r50 = t.res("r50"); //@ r50
  using r51 = t.res("r51"); //@ r51
  await using r52 = t.ares("r52"); //@ r52
  using r53 = t.res("r53"); //@ r53
  using r54 = t.res("r54"); //@ r54
  await using r55 = t.ares("r55"); //@ r55
  using r56 = t.res("r56"); //@ r56
  using r57 = t.res("r57"); //@ r57
  await using r58 = t.ares("r58"); //@ r58
  using r59 = t.res("r59"); //@ r59
  await t.hold();
}

export async function manyBlocks(t) { //= b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 b10 b11 b12 b13 b14 b15 b16 b17 b18 b19 b20 b21 b22 b23 b24 b25 b26 b27 b28 b29
  { using b0 = t.res("b0"); //@ b0
  { using b1 = t.res("b1"); //@ b1
  { using b2 = t.res("b2"); //@ b2
  { using b3 = t.res("b3"); //@ b3
  { using b4 = t.res("b4"); //@ b4
  { using b5 = t.res("b5"); //@ b5
  { using b6 = t.res("b6"); //@ b6
  { using b7 = t.res("b7"); //@ b7
  { using b8 = t.res("b8"); //@ b8
  { using b9 = t.res("b9"); //@ b9
  { using b10 = t.res("b10"); //@ b10
  { using b11 = t.res("b11"); //@ b11
  { using b12 = t.res("b12"); //@ b12
  { using b13 = t.res("b13"); //@ b13
  { using b14 = t.res("b14"); //@ b14
  { using b15 = t.res("b15"); //@ b15
  { using b16 = t.res("b16"); //@ b16
  { using b17 = t.res("b17"); //@ b17
  { using b18 = t.res("b18"); //@ b18
  { using b19 = t.res("b19"); //@ b19
  { using b20 = t.res("b20"); //@ b20
  { using b21 = t.res("b21"); //@ b21
  { using b22 = t.res("b22"); //@ b22
  { using b23 = t.res("b23"); //@ b23
  { using b24 = t.res("b24"); //@ b24
  { using b25 = t.res("b25"); //@ b25
  { using b26 = t.res("b26"); //@ b26
  { using b27 = t.res("b27"); //@ b27
  { using b28 = t.res("b28"); //@ b28
  { using b29 = t.res("b29"); //@ b29
  await t.hold();
  }}}}}}}}}}}}}}}}}}}}}}}}}}}}}}
}

export async function manySiblings(t) { //= last
  { using s0 = t.res("s0"); } //@ s0
  { using s1 = t.res("s1"); } //@ s1
  { using s2 = t.res("s2"); } //@ s2
  { using s3 = t.res("s3"); } //@ s3
  { using s4 = t.res("s4"); } //@ s4
  { using s5 = t.res("s5"); } //@ s5
  { using s6 = t.res("s6"); } //@ s6
  { using s7 = t.res("s7"); } //@ s7
  { using s8 = t.res("s8"); } //@ s8
  { using s9 = t.res("s9"); } //@ s9
  { using s10 = t.res("s10"); } //@ s10
  { using s11 = t.res("s11"); } //@ s11
  { using s12 = t.res("s12"); } //@ s12
  { using s13 = t.res("s13"); } //@ s13
  { using s14 = t.res("s14"); } //@ s14
  { using s15 = t.res("s15"); } //@ s15
  { using s16 = t.res("s16"); } //@ s16
  { using s17 = t.res("s17"); } //@ s17
  { using s18 = t.res("s18"); } //@ s18
  { using s19 = t.res("s19"); } //@ s19
  { using s20 = t.res("s20"); } //@ s20
  { using s21 = t.res("s21"); } //@ s21
  { using s22 = t.res("s22"); } //@ s22
  { using s23 = t.res("s23"); } //@ s23
  { using s24 = t.res("s24"); } //@ s24
  { using s25 = t.res("s25"); } //@ s25
  { using s26 = t.res("s26"); } //@ s26
  { using s27 = t.res("s27"); } //@ s27
  { using s28 = t.res("s28"); } //@ s28
  { using s29 = t.res("s29"); } //@ s29
  { using s30 = t.res("s30"); } //@ s30
  { using s31 = t.res("s31"); } //@ s31
  { using s32 = t.res("s32"); } //@ s32
  { using s33 = t.res("s33"); } //@ s33
  { using s34 = t.res("s34"); } //@ s34
  { using s35 = t.res("s35"); } //@ s35
  { using s36 = t.res("s36"); } //@ s36
  { using s37 = t.res("s37"); } //@ s37
  { using s38 = t.res("s38"); } //@ s38
  { using s39 = t.res("s39"); } //@ s39
  using last = t.res("last"); //@ last
  await t.hold();
}

export async function manyAwaits(t) { //= a b
  using a = t.res("a"); //@ a
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  await null; await null; await null; await null; await null; await null; await null; await null;
  using b = t.res("b"); //@ b
  await t.hold();
  using c = t.res("c"); //@ c
}
